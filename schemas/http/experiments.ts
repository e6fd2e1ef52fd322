import Type from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { named } from '../named.ts';
import {
  closed,
  closedPartial,
  literals,
  nameField,
  nullable,
  spaceQuery,
  strategyField,
  Time,
  Uuid,
} from './fields.ts';
import { pagingQuery } from './paging.ts';

const maxNameLength = 200;
const maxGuardrails = 3;
const maxPlannedDays = 365;
const maxPlannedUsers = 1_000_000_000;
export const defaultTrafficSplit = 50;
export const defaultTargetPrecision = 0.05;
export const defaultPower = 0.8;

/** What an experiment may be judged by. */
export const metricNames = ['ctr', 'conversion_rate', 'revenue_per_visitor'] as const;
const Metric = literals(metricNames, { description: 'What decides.', examples: ['ctr'] });
export const experimentStatuses = ['draft', 'running', 'paused', 'completed'] as const;
const Status = literals(experimentStatuses, {
  description: 'Only `running` has an effect on answers.',
  examples: ['draft'],
});
export const experimentPresets = ['clear_signals', 'do_no_harm'] as const;
const Preset = literals(experimentPresets, {
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
  const names = strategies.map(({ name }) => name);
  const settings = {
    name: nameField(maxNameLength, { description: 'What people call it.', examples: ['Baskets on the home page'] }),
    placementId: PlacementId,
    controlStrategy: strategyField(names),
    variantStrategy: strategyField(names, names[1]),
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

export const PlanningQuery = closed(spaceQuery);

const Power = Type.Number({
  minimum: 0.5,
  maximum: 0.99,
  default: defaultPower,
  description: 'How likely the lift is to be found if it is there.',
});
const planFields = {
  placementId: PlacementId,
  metric: Metric,
  lift: Type.Number({
    minimum: 0.001,
    maximum: 10,
    description: 'The least relative lift worth finding: 0.05 is 5 %.',
    examples: [0.05],
  }),
  trafficSplit: TrafficSplit,
  power: Power,
};
const { lift, ...optionalPlanFields } = planFields;
export const PlanBody = closed({ lift, ...Type.Partial(Type.Object(optionalPlanFields)).properties });
export const ExperimentPlan = named(
  'ExperimentPlan',
  closed({
    ...planFields,
    usersNeeded: nullable(
      Type.Integer({ description: 'Of both arms; null if the metric is zero by now.', examples: [31_234] }),
    ),
    daysNeeded: nullable(Type.Integer({ description: 'By your own traffic; null if there is none.', examples: [12] })),
    baseline: closed(
      {
        mean: Type.Number({ examples: [0.042] }),
        deviation: Type.Number({ description: 'Standard deviation over users.', examples: [0.2] }),
        users: Type.Integer({ examples: [28_000] }),
        days: Type.Number({ description: 'How long the placement has been seen, 28 at most.', examples: [28] }),
        usersPerDay: Type.Number({ examples: [1_000] }),
      },
      { description: 'What your own shoppers did on the placement in the last 28 days.' },
    ),
    tooLittle: Type.Array(Type.String(), { description: 'Why the plan is not to be trusted; empty if it is.' }),
  }),
);
/** `meta` of a plan: what may be a mistake. */
export const PlanMeta = closed({
  warnings: Type.Array(closed({ path: Type.String(), message: Type.String(), code: Type.String() }), {
    description: 'A lift above 1, which is more than 100 %.',
    examples: [[]],
  }),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
const said = (names: readonly string[], description: string) =>
  Type.Array(closed({ name: literals(names, { description: 'What it is.' }), text: Type.String() }), { description });
export const ExperimentChecklist = named(
  'ExperimentChecklist',
  closed({
    canStart: Type.Boolean(),
    blockers: said(
      ['wrong_status', 'another_runs', 'same_strategies', 'unknown_strategy', 'tenant_suspended'],
      'What a start would be refused for.',
    ),
    hints: said(['no_traffic', 'long', 'few_users'], 'What speaks against a start, which is made all the same.'),
  }),
);
