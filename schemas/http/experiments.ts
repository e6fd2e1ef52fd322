import Type from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { named } from '../named.ts';
import { closed, closedPartial, nullable, strategyField, Time, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

const maxNameLength = 200;
const maxGuardrails = 3;
const maxPlannedDays = 365;
const maxPlannedUsers = 1_000_000_000;
export const defaultTrafficSplit = 50;
export const defaultTargetPrecision = 0.05;
export const defaultHoldoutPercent = 5;
const maxHoldoutPercent = 50;

const literals = (names: readonly string[], options: { description: string; examples?: string[] }) =>
  Type.Union(
    names.map((name) => Type.Literal(name)),
    options,
  );

const metrics = ['ctr', 'conversion_rate', 'revenue_per_visitor'] as const;
const Metric = literals(metrics, { description: 'What decides.', examples: ['ctr'] });
const Status = literals(['draft', 'running', 'paused', 'completed'], {
  description: 'Only `running` has an effect on answers.',
  examples: ['draft'],
});
const Preset = literals(['clear_signals', 'do_no_harm'], {
  description:
    'How the verdict is reached: `clear_signals` ships what wins, `do_no_harm` what does not lose. See docs/experiments.md.',
});
const share = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1, description, examples: [0.05] });
const PlacementId = Type.String({
  minLength: 1,
  maxLength: maxIdLength,
  description: 'Where it runs.',
  examples: ['home-hero'],
});
const TrafficSplit = Type.Integer({
  minimum: 1,
  maximum: 99,
  description: 'Percent of the users who are in the control.',
  examples: [50],
});
const Guardrail = closed({
  metric: Metric,
  margin: Type.Number({
    minimum: 0,
    maximum: 1,
    description: "The share of the control's value by which it may fall: 0.02 is 2 %.",
    examples: [0.02],
  }),
});

/** Contracts of experiments, which may try these strategies. */
export function experimentContracts(strategies: readonly { readonly name: string }[]) {
  const Strategy = strategyField(strategies.map(({ name }) => name));
  const settings = {
    name: Type.String({
      minLength: 1,
      maxLength: maxNameLength,
      description: 'What people call it.',
      examples: ['Baskets on the home page'],
    }),
    placementId: PlacementId,
    controlStrategy: Strategy,
    variantStrategy: Strategy,
    trafficSplit: TrafficSplit,
    metric: Metric,
    preset: Preset,
    guardrails: Type.Array(Guardrail, { maxItems: maxGuardrails, description: 'What must not fall.' }),
    targetPrecision: share(
      "Half the width of the lift's interval at which the experiment has said what it can: 0.05 is ± 5 %.",
    ),
    plannedDays: nullable(
      Type.Integer({ minimum: 1, maximum: maxPlannedDays, description: 'How long it is planned to run.' }),
    ),
    plannedUsers: nullable(
      Type.Integer({ minimum: 1, maximum: maxPlannedUsers, description: 'How many users of both arms are planned.' }),
    ),
  };
  const { name, controlStrategy, variantStrategy, ...others } = settings;
  return {
    CreateExperimentBody: closed({
      name,
      controlStrategy,
      variantStrategy,
      ...Type.Partial(Type.Object(others)).properties,
    }),
    /** What is not named stays. A `status` is the same as the step. */
    UpdateExperimentBody: closedPartial({ ...settings, status: Status }),
    ExperimentView: named(
      'Experiment',
      closed({
        id: Uuid,
        // A strategy that is not there any more stays readable.
        ...settings,
        controlStrategy: Type.String({ examples: ['trending'] }),
        variantStrategy: Type.String({ examples: ['collaborative'] }),
        status: Status,
        startedAt: nullable(Time),
        completedAt: nullable(Time),
        createdAt: Time,
        updatedAt: Time,
      }),
    ),
  };
}

export const ExperimentParams = closed({ id: Uuid, expId: Uuid });
export const ExperimentsQuery = closed({
  ...pagingQuery,
  status: Type.Optional(Status),
  placementId: Type.Optional(PlacementId),
});

const holdoutFields = {
  percent: Type.Integer({
    minimum: 0,
    maximum: maxHoldoutPercent,
    description: 'Of all shoppers; 0 turns it off.',
    examples: [defaultHoldoutPercent],
  }),
  treatment: literals(['none', 'trending'], {
    description: 'What they get: nothing, or what is popular.',
    examples: ['none'],
  }),
};
export const HoldoutBody = closedPartial(holdoutFields);
export const HoldoutView = named('Holdout', closed({ ...holdoutFields, since: nullable(Time) }));
