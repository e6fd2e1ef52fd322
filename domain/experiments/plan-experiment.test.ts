import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHints, planExperiment, type Traffic } from './plan-experiment.ts';
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
    findHints(settings, of, planExperiment(of, question)).map(({ name }) => name);
  assert.deepEqual(namesOf({ plannedDays: null, trafficSplit: 50 }), []);
  assert.deepEqual(namesOf({ plannedDays: null, trafficSplit: 50 }, { ...traffic, recentUsers: 0 }), ['no_traffic']);
  assert.deepEqual(namesOf({ plannedDays: 57, trafficSplit: 50 }), ['long']);
  assert.deepEqual(namesOf({ plannedDays: 7, trafficSplit: 99 }), ['few_users']);
});
