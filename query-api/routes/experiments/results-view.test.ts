import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Experiment } from '#domain/experiments/experiment.ts';
import { judgeExperiment } from '#domain/experiments/judge-experiment.ts';
import type { Interval } from '#domain/experiments/statistics/estimate.ts';
import {
  addUserSums,
  noUserSums,
  sumsOfUser,
  type UserFigures,
  type UserSums,
} from '#domain/experiments/statistics/user-sums.ts';
import { type RevenueBucket, revenueBucketOf, upperOfBucket } from '#domain/experiments/statistics/winsorised.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';
import { metricNames } from '#schemas/http/experiments.ts';
import { plainExperiment } from '#testing/plain.ts';
import { resultsView } from './results-view.ts';

const experiment = plainExperiment({ name: 'few shoppers' });

/** A shopper with few figures, so that an arm often lacks one or has it everywhere. */
const user: fc.Arbitrary<UserFigures> = fc
  .record({
    impressions: fc.integer({ min: 0, max: 30 }),
    clicks: fc.integer({ min: 0, max: 6 }),
    conversions: fc.integer({ min: 0, max: 2 }),
    amount: fc.integer({ min: 1, max: 20_000 }),
    activity: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ amount, ...figures }) => ({ ...figures, revenue: (figures.conversions * amount) / 100 }));
const users = fc.array(user, { maxLength: 12 });

const sumsOf = (of: readonly UserFigures[]) =>
  of.reduce<UserSums>((sums, figures) => addUserSums(sums, sumsOfUser(figures)), noUserSums);
const bucketsOf = (of: readonly UserFigures[]): RevenueBucket[] =>
  of.map(({ revenue }) => ({
    upper: upperOfBucket(revenueBucketOf(revenue)),
    users: 1,
    revenue,
    revenueSquared: revenue ** 2,
  }));

type Drawn = { control: UserFigures[]; variant: UserFigures[] };

function answerOf({ control, variant }: Drawn, metric: Experiment['metric']): ExperimentResults {
  const arms = { control: sumsOf(control), variant: sumsOf(variant) };
  const revenueBuckets = { control: bucketsOf(control), variant: bucketsOf(variant) };
  const asked = { ...experiment, metric };
  return resultsView({
    experiment: asked,
    stored: { arms, revenueBuckets, days: [], crossovers: 0, ranMs: 0 },
    judged: judgeExperiment(asked, arms, { crossovers: 0, ranMs: 0 }),
    verdicts: [],
    replay: undefined,
    computedAt: new Date(0),
  });
}

/** Each change that an answer has, beside the interval that stands for it. */
function changesIn(answer: ExperimentResults): { name: string; point: number | null; interval: Interval }[] {
  const { adjusted, winsorised, secondary, sequential } = answer;
  const relative = [
    { name: answer.metric, ...answer },
    ...secondary.map((one) => ({ name: one.metric, ...one })),
    { name: 'winsorised', ...winsorised },
    ...(adjusted === null ? [] : [{ name: 'adjusted', ...adjusted }]),
  ].map(({ name, lift, confidenceInterval }) => ({ name, point: lift, interval: confidenceInterval }));
  const difference = answer.variantMetric - answer.controlMetric;
  return [...relative, { name: 'sequential', point: difference, interval: sequential }];
}

/** Of the larger of the two, for sums of floating point. */
const roundingShare = 1e-9;

function liesIn(point: number, { lower, upper }: Interval): boolean {
  const slack = roundingShare * Math.max(1, Math.abs(point));
  return (lower === null || lower <= point + slack) && (upper === null || point <= upper + slack);
}

test('each change of the results lies in its own interval, by every metric and however few shoppers there are', () => {
  const seen = new Map<string, number>();
  const property = fc.property(
    fc.record({ control: users, variant: users }),
    fc.constantFrom(...metricNames),
    (drawn, metric) => {
      for (const { name, point, interval } of changesIn(answerOf(drawn, metric))) {
        if (point === null || interval.lower === null) continue;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        assert.ok(liesIn(point, interval), `${name}: ${point} is not in ${interval.lower} … ${interval.upper}`);
      }
    },
  );
  fc.assert(property, { seed: 12, numRuns: 2_000 });
  for (const name of [...metricNames, 'winsorised', 'adjusted', 'sequential'])
    assert.ok((seen.get(name) ?? 0) > 100, `${name} was seen with an interval ${seen.get(name) ?? 0} times`);
});

test('the adjusted change is of the adjusted values: by the control as it was, it would lie outside its interval', () => {
  const arm = (clicks: number[], activities: number[]) =>
    clicks.map((n, at) => ({ impressions: 20, clicks: n, conversions: 0, revenue: 0, activity: activities[at] ?? 0 }));
  const { adjusted, controlMetric } = answerOf(
    { control: arm([4, 6, 5, 7], [4, 6, 5, 8]), variant: arm([1, 2, 0, 1, 2], [8, 9, 7, 9, 10]) },
    'ctr',
  );
  assert.ok(adjusted !== null && adjusted.lift !== null);
  assert.ok(liesIn(adjusted.lift, adjusted.confidenceInterval));
  assert.ok(!liesIn(adjusted.difference / controlMetric, adjusted.confidenceInterval), 'control');
});

test('where nothing varies a change has no ends, since nothing can be judged', () => {
  const all = [1, 2, 3].map(() => ({ impressions: 3, clicks: 1, conversions: 1, revenue: 10, activity: 0 }));
  const { confidenceInterval, pValue, lift, secondary } = answerOf({ control: all, variant: all }, 'conversion_rate');
  assert.deepEqual(
    { lift, pValue, confidenceInterval },
    { lift: 0, pValue: null, confidenceInterval: { lower: null, upper: null } },
  );
  for (const one of secondary) assert.deepEqual(one.confidenceInterval, { lower: null, upper: null }, one.metric);
});
