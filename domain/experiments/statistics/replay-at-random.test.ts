import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#testing/random.ts';
import { replayAtRandom } from './replay-at-random.ts';

test('users split by nothing but chance differ in about one run of twenty, by every metric', () => {
  const random = createRandom(5);
  const users = Array.from({ length: 2_000 }, () => {
    const impressions = 1 + Math.floor(random.next() ** 2 * 30);
    const liking = 0.3 * random.next();
    const clicks = Array.from({ length: impressions }, () => random.next() < liking).filter(Boolean).length;
    const conversions = random.next() < 0.1 ? 1 : 0;
    return { impressions, clicks, conversions, revenue: conversions * (5 + 20 * random.next()), activity: 0 };
  });
  const { falsePositives, runs } = replayAtRandom(users, { trafficSplit: 50, runs: 1_000, next: random.next });
  for (const [metric, count] of Object.entries(falsePositives))
    assert.ok(count !== null && count / runs > 0.03 && count / runs < 0.07, `${metric}: ${count}`);
});

test('the same random numbers give the same replay, and nobody gives none', () => {
  const users = [{ impressions: 3, clicks: 1, conversions: 0, revenue: 0, activity: 0 }];
  const replay = () => replayAtRandom(users, { trafficSplit: 50, runs: 10, next: createRandom(1).next });
  assert.deepEqual(replay(), replay());
  assert.deepEqual(replayAtRandom([], { trafficSplit: 50, runs: 10, next: () => 0 }).falsePositives, {
    ctr: null,
    conversion_rate: null,
    revenue_per_visitor: null,
  });
});

test('a metric whose test could be computed in no run has no count, in place of one that looks like a pass', () => {
  const users = Array.from({ length: 50 }, (_, n) => ({
    impressions: 3,
    clicks: n % 2,
    conversions: 0,
    revenue: 0,
    activity: 0,
  }));
  const { falsePositives } = replayAtRandom(users, { trafficSplit: 50, runs: 20, next: createRandom(2).next });
  assert.deepEqual([falsePositives.conversion_rate, falsePositives.revenue_per_visitor], [null, null], 'nobody bought');
  assert.equal(typeof falsePositives.ctr, 'number', 'control');
});

test('effective users are as many as there are if all weigh the same, and few if few weigh most', () => {
  const one = { impressions: 4, clicks: 1, conversions: 1, revenue: 20, activity: 0 };
  const weightsOf = (users: (typeof one)[]) =>
    replayAtRandom(users, { trafficSplit: 50, runs: 1, next: () => 0 }).effectiveUsers;
  const alike = Array.from({ length: 300 }, () => one);
  assert.deepEqual(weightsOf(alike), { ctr: 300, conversion_rate: 300, revenue_per_visitor: 300 });
  const { ctr = 0, revenue_per_visitor: revenue = 0 } = weightsOf([
    ...alike,
    { ...one, impressions: 9_000, revenue: 90_000 },
  ]);
  assert.ok(ctr < 2 && revenue < 2, `${ctr} and ${revenue}`);
});
