import type { Tenant, TenantConfig } from '../access/tenant.ts';
import type { ExperimentArm } from '../access/tracking-token.ts';
import { assignVariant, type HashText, isHeldOut } from '../experiments/assign.ts';
import type { RunningExperiment } from '../experiments/experiment.ts';
import type { Holdout, HoldoutTreatment } from '../experiments/holdout.ts';
import { noPlan, type RulePlan } from '../rules/compile-rules.ts';
import { type BlendPart, blendName, type Effect } from '../rules/effect.ts';
import type { Filter, Scalar } from '../rules/rule.ts';
import type { Scope } from '../scope.ts';
import { isStrategyAmong, lastResort, strategies as registered } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
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
  /** `off`: as if the placement had no rules; on if left out. */
  rules?: 'on' | 'off';
  /** What the shop says of the page or the visit, by names of its own; nothing if left out. Names may be those of a prototype: look with `Object.hasOwn`. */
  context?: Readonly<Record<string, Scalar>>;
  /** Of products that may be answered. */
  filter?: Filter;
  /** What is in the cart, the last added at the end. If left out, `productIds` are. */
  cart?: readonly CartLine[];
  /** Products that strategies go by as if they had just been looked at, and those that they do not go by; neither is answered. */
  like?: readonly string[];
  unlike?: readonly string[];
  /** Marks (`markOf`) of products that the page shows already, elsewhere or on a page before: none is answered. */
  shown?: readonly string[];
};

/** A product in the cart; `price` of one piece in the shop's currency, null for that of the catalog. */
export type CartLine = { productId: string; quantity: number; price: number | null };

/** What control data says of a placement: the tenant's configuration, and whatever is set for this place alone. */
export type Placement = {
  config: TenantConfig;
  /** What the placement's widget asks in place of the tenant's default; null where it does not. */
  strategy: string | null;
  /** Changes whenever anything that the tenant has set changes; the same text in every process. */
  version: string;
  /** What the merchant says of the placement, and of all placements. */
  rules: RulePlan;
  /** The arm of this shopper with the strategy it tries; null if no experiment runs. */
  armOf(userId: string): (ExperimentArm & { strategy: string }) | null;
  /** What a held-out shopper gets in place of recommendations; null for all others. */
  holdoutOf(userId: string): HoldoutTreatment | null;
};

/** The version of all that the tenant has set, and what is set for a placement, if anything: its widget, its rules, the experiment that runs on it, the tenant's holdout. */
type PlacementSettings = {
  version: string;
  widget?: Pick<Widget, 'config'> | undefined;
  rules?: RulePlan;
  experiment?: RunningExperiment | undefined;
  holdout?: Holdout | undefined;
};

/** Control data of a placement: the tenant's own, and what is set for the place. Buckets of shoppers are made by `hash`. */
export function placementOf(
  tenant: Pick<Tenant, 'tenantId' | 'config'>,
  { version, widget, rules = noPlan, experiment, holdout }: PlacementSettings,
  hash: HashText,
): Placement {
  return {
    config: tenant.config,
    strategy: widget?.config.strategy ?? null,
    version,
    rules,
    armOf(userId) {
      if (experiment === undefined) return null;
      const { experimentId, controlStrategy, variantStrategy } = experiment;
      const variant = assignVariant(experiment, userId, hash);
      return { experimentId, variant, strategy: variant === 'control' ? controlStrategy : variantStrategy };
    },
    holdoutOf: (userId) =>
      holdout !== undefined && isHeldOut(tenant.tenantId, holdout.percent, userId, hash) ? holdout.treatment : null,
  };
}

/** A question with everything that decides how it is answered; two equal ones get the same answer from the same state and configuration. */
export type ResolvedQuestion = AskedQuestion & {
  strategy: string;
  /** The strategies that are combined, if that is what answers: `strategy` is then the name of all blends. */
  blend?: readonly BlendPart[];
  /** What was to answer, if this process does not know it: `strategy` is then the next one that it knows. */
  unknownStrategy: string | null;
  arm: ExperimentArm | null;
  /** What the shopper gets in place of recommendations; null for whoever is not held out. */
  holdout: HoldoutTreatment | null;
};

/**
 * Decides the strategy: the one that was asked for, else that of the shopper's arm if an experiment runs on the placement, else that of a
 * rule (`ruled`, the first that is known; of a blend the strategies that are), else the widget's, else the tenant's own. One that is not among `strategies` is passed over: control data may name a strategy of a newer release while instances of
 * this one still run beside it. A
 * shopper who is held out is so whatever was asked for, and is in no experiment.
 */
export function resolveQuestion(
  asked: AskedQuestion,
  { config, strategy, armOf, holdoutOf }: Placement,
  strategies: readonly Strategy[] = registered,
  ruled: readonly Ruled[] = [],
): ResolvedQuestion {
  const { userId } = asked;
  const holdout = userId === null ? null : holdoutOf(userId);
  if (holdout !== null) return { ...asked, strategy: 'trending', unknownStrategy: null, arm: null, holdout };
  const arm = userId === null || asked.strategy !== null ? null : armOf(userId);
  const blend = knownBlend(ruled, strategies);
  const isKnown = (one: string) => isStrategyAmong(strategies, one) || (one === blendName && blend !== undefined);
  const byRules = ruled.map((one) => one.strategy);
  const inTurn = [asked.strategy, arm?.strategy, ...byRules, strategy, config.defaultStrategy, 'trending'];
  const named = inTurn.filter((one) => typeof one === 'string');
  const answering = named.find(isKnown) ?? lastResort.name;
  return {
    ...asked,
    strategy: answering,
    ...(answering === blendName && blend !== undefined ? { blend } : {}),
    unknownStrategy: named[0] === answering ? null : (named[0] ?? null),
    arm: arm === null ? null : { experimentId: arm.experimentId, variant: arm.variant },
    holdout,
  };
}

type Ruled = Pick<Extract<Effect, { does: 'strategy' }>, 'strategy' | 'blend'>;

/** The first blend with a strategy that is known, and of it those that are. */
function knownBlend(ruled: readonly Ruled[], strategies: readonly Strategy[]): readonly BlendPart[] | undefined {
  return ruled
    .map(({ blend }) => (blend ?? []).filter(({ strategy }) => isStrategyAmong(strategies, strategy)))
    .find(({ length }) => length > 0);
}
