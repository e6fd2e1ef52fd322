import type { Tenant, TenantConfig } from '../access/tenant.ts';
import type { ExperimentArm } from '../access/tracking-token.ts';
import type { Scope } from '../scope.ts';
import type { Widget } from '../widgets/widget.ts';

/** A question as it was asked; what is left out is null. */
export type AskedQuestion = {
  scope: Scope;
  placementId: string;
  userId: string | null;
  sessionId: string | null;
  productIds: readonly string[];
  exclude: readonly string[];
  limit: number;
  strategy: string | null;
  fill: boolean;
};

/** What control data says of a placement: the tenant's configuration, and whatever is set for this place alone. */
export type Placement = {
  config: TenantConfig;
  /** What the placement's widget asks in place of the tenant's default; null where it does not. */
  strategy: string | null;
  /** Changes whenever anything here changes; the same text in every process. */
  version: string;
  /** The arm of this shopper with the strategy it tries; null if no experiment runs, or the shopper is not in it. */
  armOf(userId: string): (ExperimentArm & { strategy: string }) | null;
};

/** Control data of a placement as far as there is any: the tenant's own, and that of the saved widget. Rules and running experiments join it here. */
export const placementOf = (
  tenant: Pick<Tenant, 'config' | 'updatedAt'>,
  widget: Pick<Widget, 'config' | 'updatedAt'> | undefined,
): Placement => ({
  config: tenant.config,
  strategy: widget?.config.strategy ?? null,
  version: [tenant, ...(widget === undefined ? [] : [widget])].map(({ updatedAt }) => updatedAt.getTime()).join('.'),
  armOf: () => null,
});

/** A question with everything that decides how it is answered; two equal ones get the same answer from the same state and configuration. */
export type ResolvedQuestion = AskedQuestion & { strategy: string; arm: ExperimentArm | null };

/** Decides the strategy: the arm's if an experiment runs on the placement, else the one that was asked for, else the widget's, else the tenant's. */
export function resolveQuestion(asked: AskedQuestion, { config, strategy, armOf }: Placement): ResolvedQuestion {
  const arm = asked.userId === null ? null : armOf(asked.userId);
  return {
    ...asked,
    strategy: arm?.strategy ?? asked.strategy ?? strategy ?? config.defaultStrategy,
    arm: arm === null ? null : { experimentId: arm.experimentId, variant: arm.variant },
  };
}
