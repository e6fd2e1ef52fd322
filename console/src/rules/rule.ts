import type { Static, TSchema } from 'typebox';
import type { actionContracts, ruleContract } from '#schemas/http/rules.ts';

export type Scalar = string | number | boolean;
/** A field and one operator. */
export type Condition = { field: string } & { readonly [operator: string]: unknown };
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | Condition;

type Actions = ReturnType<typeof actionContracts>;
export type Action = keyof Actions;
/** What a rule does: the fields of its action. Its filter is a `Filter`. */
export type Then = ByName[Action];
/** The contracts are made for the strategies that a server has, so that their type does not name any. */
type ByName = { [Name in Exclude<Action, 'strategy' | 'fill'>]: Static<Actions[Name]> } & {
  strategy: { action: 'strategy'; strategy?: string; blend?: { strategy: string; weight: number }[] };
  fill: { action: 'fill'; strategies: string[] };
};
type WireRule = Static<ReturnType<typeof ruleContract<TSchema>>>;
export type When = NonNullable<WireRule['when']>;
export type Rule = Omit<WireRule, 'then'> & { then: Then };

/** Makes a rule with an id that the list does not have yet. */
export function newRule(name: string, what: Then, taken: readonly string[]): Rule {
  const base =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 80) || 'rule';
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  // biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
  return { id, name, then: what };
}
