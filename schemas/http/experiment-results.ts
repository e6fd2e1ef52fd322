import Type, { type Static } from 'typebox';
import { named } from '../named.ts';
import { metricNames } from './experiments.ts';
import { closed, literals, nullable, spaceQuery, Time, Uuid } from './fields.ts';
import { Freshness } from './freshness.ts';

export const ExperimentResultsQuery = closed(spaceQuery);
export type ExperimentResultsQuery = Static<typeof ExperimentResultsQuery>;

const nullableNumber = (description: string) => nullable(Type.Number({ description }));
export const Interval = closed({
  lower: nullableNumber('Null if the data do not bound it.'),
  upper: nullableNumber('Null if the data do not bound it.'),
});
const metricName = Type.String({
  description: '`ctr`, `conversion_rate` or `revenue_per_visitor`.',
  examples: ['ctr'],
});
const variant = Type.String({ description: '`control` or `variant`.', examples: ['control'] });
const count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

const comparedFields = {
  controlMetric: Type.Number({ description: "The metric's value in control.", examples: [0.031] }),
  variantMetric: Type.Number({ description: "The metric's value in the variant.", examples: [0.034] }),
  lift: nullableNumber('(variant − control) / |control|: 0.05 is 5 % more. Null from a base of zero.'),
  confidenceInterval: Type.Object(Interval.properties, {
    additionalProperties: false,
    description: 'Of the lift, 95 %, by Fieller.',
  }),
  pValue: nullableNumber('Two-sided, for a single look; null if nothing varies.'),
};

const Sequential = closed(
  {
    lower: nullableNumber('Of the absolute difference.'),
    upper: nullableNumber('Of the absolute difference.'),
    pValue: Type.Number({ description: 'May be read at every look.' }),
    isSignificant: Type.Boolean({ description: 'That pValue is below 0.05.' }),
  },
  {
    description:
      'The confidence sequence of the difference: holds however often somebody looks. That of two rates ends at −1 and 1.',
  },
);

/** What is said of held-out and served shoppers by one metric. */
export const comparedWorth = (value: string) =>
  closed({
    heldOut: Type.Number({ description: value, examples: [0.031] }),
    served: Type.Number({ description: value, examples: [0.034] }),
    lift: nullableNumber('(served − held out) / held out: 0.05 is 5 % more. Null from a base of zero.'),
    confidenceInterval: comparedFields.confidenceInterval,
    pValue: comparedFields.pValue,
    sequential: Sequential,
  });

export const Check = closed({
  name: Type.String({ examples: ['traffic_balance'] }),
  ok: Type.Boolean(),
  blocks: Type.Boolean({ description: 'No verdict holds while it fails.' }),
  value: Type.Number({ description: 'What was compared.' }),
  text: Type.String({ description: 'What was seen.' }),
});

const Verdict = closed({
  decision: Type.String({
    description: '`ship`, `roll_back`, `keep`, `review`, `wait` or `blocked`.',
    examples: ['wait'],
  }),
  rule: Type.String({ description: 'The rule that fired.', examples: ['not_ready'] }),
  text: Type.String({
    description: 'Why, in a sentence.',
    examples: ['Too early to tell: about 4 more days at this traffic.'],
  }),
  daysLeft: nullableNumber('Days until the target precision, at the traffic so far.'),
});

/** What an A/A replay found. */
export const AaReplay = named(
  'AaReplay',
  closed({
    users: count('How many were split at random.', 4200),
    runs: count('How often.', 1000),
    falsePositives: Type.Array(
      closed({
        metric: metricName,
        runs: count('In so many pValue was below 0.05.', 49),
        share: nullable(
          Type.Number({
            description:
              'Near 0.05 if the test is honest on this traffic; null if it could be computed in no run, as when nobody bought.',
            examples: [0.049],
          }),
        ),
        shareInterval: nullable(
          closed(
            { lower: Type.Number({ examples: [0.037] }), upper: Type.Number({ examples: [0.064] }) },
            {
              description:
                'Of the share, 95 %, for these users: so many runs leave so much to chance. Null as the share is.',
            },
          ),
        ),
        effectiveUsers: nullable(
          Type.Number({
            description: 'As how many equally weighty users they count; null for replays of earlier versions.',
            examples: [1310.2],
          }),
        ),
        lowConfidence: Type.Boolean({
          description:
            'Fewer than 100 effective users: others of your shoppers could give another share, which its interval does not show.',
        }),
      }),
    ),
    replayedAt: Time,
  }),
);
export type AaReplay = Static<typeof AaReplay>;

export const ExperimentResults = named(
  'ExperimentResults',
  closed({
    experimentId: Uuid,
    status: Type.String({ examples: ['running'] }),
    metric: metricName,
    ...comparedFields,
    pValueNaive: nullableNumber(
      'Of click rates: by the test that takes each impression for independent. It decides nothing.',
    ),
    isSignificant: Type.Boolean({ description: "The metric's pValue is below 0.05, and nothing else." }),
    sampleSize: count('Users of both arms.', 4200),
    lowConfidence: Type.Boolean({ description: 'An arm has fewer than 500 users.' }),
    verdict: Verdict,
    arms: Type.Array(
      closed({
        variant,
        users: count('Who entered.', 2100),
        impressions: count('Recommended products they were shown on the placement.', 16000),
        clicks: count('Their clicks on these.', 510),
        conversions: count('Purchases attributed to the placement.', 40),
        revenue: Type.Number({ description: "What these brought, in the tenant's currency.", examples: [1312.5] }),
        sampleSize: count('Users: who is randomised is who is counted.', 2100),
      }),
    ),
    checks: Type.Array(Check),
    sequential: Sequential,
    secondary: Type.Array(
      closed({
        metric: metricName,
        ...comparedFields,
        pValueHolm: nullableNumber("By Holm's method over the secondary metrics."),
      }),
    ),
    guardrails: Type.Array(
      closed({
        metric: metricName,
        margin: Type.Number({ examples: [0.02] }),
        state: Type.String({ description: '`holds`, `loses` or `open`.', examples: ['open'] }),
      }),
    ),
    adjusted: nullable(
      closed(
        {
          difference: Type.Number({ description: 'Variant − control, both adjusted.' }),
          lift: nullableNumber('That difference by the adjusted |control|. Null from a base of zero.'),
          pValue: nullableNumber('Two-sided.'),
          confidenceInterval: Type.Object(Interval.properties, {
            additionalProperties: false,
            description: 'Of this lift, 95 %, by Fieller.',
          }),
        },
        { description: 'CUPED: with what users did in the 14 days before taken out. Null if they did nothing.' },
      ),
    ),
    winsorised: closed(
      { cap: Type.Number({ description: "The 99th percentile of a user's revenue." }), ...comparedFields },
      { description: 'Revenue a visitor, larger amounts counted as the cap: whether a few large orders decide.' },
    ),
    days: Type.Array(
      closed({
        day: Type.String({ description: 'UTC.', examples: ['2026-03-01'] }),
        control: count('Who entered on it.', 210),
        variant: count('Who entered on it.', 205),
        pValue: Type.Number({ description: 'That a split as planned is as uneven or more.' }),
      }),
      { description: 'Users by the day of their entry.' },
    ),
    verdicts: Type.Array(
      closed({
        decision: Type.String({ examples: ['wait'] }),
        rule: Type.String({ examples: ['first_days'] }),
        text: Type.String(),
        shownAt: Time,
      }),
      { description: 'What was said of it, each when it was first shown.' },
    ),
    replay: nullable(AaReplay),
    computedAt: Time,
  }),
);
export type ExperimentResults = Static<typeof ExperimentResults>;

/** `meta` of the results. */
export const ExperimentResultsMeta = closed({
  freshness: Freshness,
  requestId: Type.String({ examples: ['req-7f3a'] }),
});

/** GET /experiments/:expId/results/days */
export const ResultsByDayQuery = closed({
  ...spaceQuery,
  metric: Type.Optional(literals(metricNames, { description: 'Left out: the one that decides.', examples: ['ctr'] })),
});
export type ResultsByDayQuery = Static<typeof ResultsByDayQuery>;

const { lift, confidenceInterval } = comparedFields;
export const ResultsByDay = Type.Array(
  closed({
    day: Type.String({ description: 'UTC. A day on which nobody entered is left out.', examples: ['2026-03-01'] }),
    controlUsers: count('Who entered on it.', 210),
    variantUsers: count('Who entered on it.', 205),
    controlMetric: Type.Number({
      description: 'Of who entered on it, by all they have done since.',
      examples: [0.031],
    }),
    variantMetric: Type.Number({
      description: 'Of who entered on it, by all they have done since.',
      examples: [0.034],
    }),
    upToDay: closed(
      {
        controlMetric: comparedFields.controlMetric,
        variantMetric: comparedFields.variantMetric,
        lift,
        confidenceInterval,
        sequential: Sequential,
      },
      { description: 'Of all who had entered by its end. That of the last day is what the results say.' },
    ),
  }),
  { description: 'The first day first.' },
);
export type ResultsByDay = Static<typeof ResultsByDay>;

export const ResultsByDayMeta = closed({
  metric: metricName,
  notCounted: nullable(
    Type.Literal('too_much', { description: 'There are no days, since reading the users takes longer than a second.' }),
  ),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
