import type { Static, TUnsafe } from 'typebox';
import type { actionContracts, ruleContract } from '#schemas/http/rules.ts';

export type Scalar = string | number | boolean;

/** Typed JSON that says of a product whether it is meant; `judgeFilter` lets no other value be one. */
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | FilterCondition;

/** A field and exactly one operator. */
export type FilterCondition = { field: string } & Partial<{
  eq: Scalar;
  ne: Scalar;
  in: Scalar[];
  gt: Scalar;
  gte: Scalar;
  lt: Scalar;
  lte: Scalar;
  between: [Scalar, Scalar];
  under: string;
  exists: boolean;
  contains: Scalar;
}>;

type Actions = ReturnType<typeof actionContracts>;
export type RuleAction = keyof Actions;

type WithFilter<Fields> = Fields extends { filter: unknown } ? Omit<Fields, 'filter'> & { filter: Filter } : Fields;

/** What a rule does: its `then`, by its action. */
export type RuleThen = { [Action in RuleAction]: WithFilter<Static<Actions[Action]>> }[RuleAction];

/** One rule of a placement, as `judgeRules` lets it in. */
export type Rule = Static<ReturnType<typeof ruleContract<TUnsafe<{ action: RuleAction } & Record<string, unknown>>>>>;

/** The whole list of a placement, which is saved as one. */
export type PlacementRules = {
  listId: string;
  tenantId: string;
  /** `*` holds for all placements. */
  placementId: string;
  /** Rises by 1 with each save. */
  version: number;
  rules: readonly Rule[];
  updatedAt: Date;
};
