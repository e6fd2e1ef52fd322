import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeByDay } from './judge-by-day.ts';
import { type Arms, judgeMetric } from './judge-metric.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserSums } from './statistics/user-sums.ts';

/** Users of whom so many have bought. */
const users = (count: number, bought: number): UserSums =>
  Array.from({ length: count }, (_, n) =>
    sumsOfUser({
      impressions: 2,
      clicks: 1,
      conversions: n < bought ? 1 : 0,
      revenue: n < bought ? 10 : 0,
      activity: 0,
    }),
  ).reduce((a, b) => addUserSums(a, b), noUserSums);

const first: Arms = { control: users(100, 10), variant: users(100, 30) };
const second: Arms = { control: users(50, 5), variant: users(60, 6) };
const days = [
  { day: '2026-03-01', arms: first },
  { day: '2026-03-02', arms: second },
];

test('each day has its own shoppers, and the estimate of all up to it; the last one is that of the results', () => {
  const [one, two] = judgeByDay('conversion_rate', days, 10_000);
  assert.deepEqual(one?.ofDay, { control: 0.1, variant: 0.3 });
  assert.deepEqual(two?.ofDay, { control: 0.1, variant: 0.1 });
  assert.deepEqual(two?.users, { control: 50, variant: 60 });
  const all = {
    control: addUserSums(first.control, second.control),
    variant: addUserSums(first.variant, second.variant),
  };
  const { control, variant, lift, liftInterval, sequential } = judgeMetric('conversion_rate', all, 10_000);
  assert.deepEqual(two?.upToDay, { control, variant, lift, liftInterval, sequential });
  assert.notDeepEqual(one?.upToDay, two?.upToDay, 'control: the first day knows nothing of the second');
});

test('the interval that may be read at every look narrows as shoppers enter, and of nobody there is nothing to say', () => {
  const widths = judgeByDay('conversion_rate', days, 10_000).map(
    ({ upToDay: { sequential } }) => (sequential.interval.upper ?? 0) - (sequential.interval.lower ?? 0),
  );
  assert.ok((widths[1] ?? 0) < (widths[0] ?? 0), widths.join());
  assert.deepEqual(judgeByDay('ctr', [], 10_000), []);
});
