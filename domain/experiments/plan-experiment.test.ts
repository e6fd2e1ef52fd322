import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHints, planExperiment, type Traffic, warnOfDays, warnOfLift } from './plan-experiment.ts';
import { noUserSums } from './statistics/user-sums.ts';

/** A tenth of 28,000 users converted. */
const traffic: Traffic = {
  days: 28,
  users: 28_000,
  recentUsers: 7_000,
  sums: { ...noUserSums, users: 28_000, converted: 2_800, conversions: 2_800 },
};
const question = { metric: 'conversion_rate', lift: 0.1, trafficSplit: 50, power: 0.8 } as const;

test('a plan is the textbook’s: (z₀.₉₇₅ + z₀.₈)² · p (1 − p) · 4 / (0.1 p)² users, and days by own traffic', () => {
  const plan = planExperiment(traffic, question);
  const textbook = ((1.959963985 + 0.841621234) ** 2 * 0.09 * 4) / 0.01 ** 2;
  assert.ok(Math.abs(plan.usersNeeded! - textbook) < 3, `${plan.usersNeeded} and ${textbook}`);
  assert.equal(plan.baseline.usersPerDay, 1_000);
  assert.equal(plan.daysNeeded, Math.ceil(plan.usersNeeded! / 1_000));
  assert.deepEqual(plan.tooLittle, []);
  assert.ok(planExperiment(traffic, { ...question, trafficSplit: 90 }).usersNeeded! > 2.5 * plan.usersNeeded!);
});

test('a plan says if there is too little to plan by', () => {
  const none = planExperiment({ days: 0, users: 0, recentUsers: 0, sums: noUserSums }, question);
  assert.deepEqual([none.usersNeeded, none.daysNeeded, none.tooLittle.length], [null, null, 1]);
  const few = planExperiment({ ...traffic, days: 3, users: 99, sums: { ...noUserSums, users: 99 } }, question);
  assert.deepEqual([few.usersNeeded, few.tooLittle.length], [null, 3]);
});

test('hints: no traffic, too long, too few', () => {
  const namesOf = (settings: { plannedDays: number | null; trafficSplit: number }, of = traffic) =>
    findHints({ ...settings, targetPrecision: 0.1 }, of, planExperiment(of, question)).map(({ name }) => name);
  assert.deepEqual(namesOf({ plannedDays: null, trafficSplit: 50 }), []);
  assert.deepEqual(namesOf({ plannedDays: null, trafficSplit: 50 }, { ...traffic, recentUsers: 0 }), ['no_traffic']);
  assert.deepEqual(namesOf({ plannedDays: 57, trafficSplit: 50 }), ['long']);
  assert.deepEqual(namesOf({ plannedDays: 7, trafficSplit: 99 }), ['few_users']);
});

test('a hint that it takes long names the lift that it assumes, or the days that were planned', () => {
  const textOf = (plannedDays: number | null, lift: number) => {
    const plan = planExperiment(traffic, { ...question, lift });
    const settings = { plannedDays, trafficSplit: 50, targetPrecision: lift };
    return [findHints(settings, traffic, plan)[0]?.text, plan.daysNeeded] as const;
  };
  const [text, days] = textOf(null, 0.025);
  assert.equal(
    text,
    `To find a lift of 2.5 % (\`targetPrecision\`) it would take about ${days} days; beyond 56 days too many shoppers have new cookies. Aim at a larger lift, or at a busier placement.`,
  );
  assert.match(textOf(57, 0.1)[0]!, /^It is planned for 57 days; beyond 56 days too many shoppers have new cookies\. /);
});

test('a lift above 1 is warned of, since most who write it mean percent', () => {
  assert.deepEqual(warnOfLift(5), ['A lift of 5 is 500 %; for 5 % it is 0.05.']);
  assert.deepEqual(warnOfLift(2.5), ['A lift of 2.5 is 250 %; for 2.5 % it is 0.025.']);
  assert.deepEqual(warnOfLift(1), [], 'control');
});

test('a plan beyond 8 weeks is warned of before a draft is made by it', () => {
  assert.deepEqual(warnOfDays(57), [
    'It would take about 57 days; beyond 56 days too many shoppers have new cookies. Aim at a larger lift, or at a busier placement.',
  ]);
  assert.deepEqual([warnOfDays(56), warnOfDays(null)], [[], []], 'control');
});
