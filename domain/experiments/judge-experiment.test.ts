import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainExperiment } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import type { Experiment } from './experiment.ts';
import { judgeExperiment } from './judge-experiment.ts';
import type { Arms } from './judge-metric.ts';
import { noUserSums, type UserSums } from './statistics/user-sums.ts';

const dayMs = 86_400_000;
const experiment = plainExperiment({
  name: 'sessions on the product page',
  placementId: 'product-page',
  metric: 'conversion_rate',
  targetPrecision: 0.02,
  plannedDays: 14,
  plannedUsers: 20_000,
});

/** An arm of equally active users: 4 impressions each, `clicks` and conversions spread over them, 20 a conversion. */
function armOf(users: number, converted: number, clicks = users / 2): UserSums {
  return {
    ...noUserSums,
    users,
    converted,
    conversions: converted,
    impressions: 4 * users,
    impressionsSquared: 16 * users,
    clicks,
    clicksSquared: clicks,
    impressionsClicks: 4 * clicks,
    revenue: 20 * converted,
    revenueSquared: 400 * converted,
  };
}
const judge = (arms: Arms, days: number, changed: Partial<Experiment> = {}) =>
  judgeExperiment({ ...experiment, ...changed }, arms, { crossovers: 0, ranMs: days * dayMs });
const ruleOf = (arms: Arms, days: number, changed: Partial<Experiment> = {}) => {
  const { decision, rule } = judge(arms, days, changed).verdict;
  return `${decision}: ${rule}`;
};

const same: Arms = { control: armOf(5_000, 500), variant: armOf(5_000, 500) };
const better: Arms = { control: armOf(5_000, 400), variant: armOf(5_000, 600) };
const worse: Arms = { control: better.variant, variant: better.control };

test('a split that is not as planned blocks, whatever the metrics say', () => {
  assert.equal(ruleOf({ control: armOf(5_000, 400), variant: armOf(5_600, 700) }, 7), 'blocked: traffic_imbalance');
});

test('nothing is said without users, nor in the first three days', () => {
  assert.equal(ruleOf({ control: noUserSums, variant: noUserSums }, 5), 'wait: no_users');
  assert.equal(ruleOf(better, 2.9), 'wait: first_days');
  assert.equal(ruleOf(better, 3), 'ship: goal_wins');
});

test('clear signals: ship if the goal wins, roll back if it loses, keep if nothing was found until the planned end', () => {
  assert.equal(ruleOf(better, 5), 'ship: goal_wins');
  assert.equal(ruleOf(worse, 5), 'roll_back: goal_loses');
  assert.equal(ruleOf(same, 5), 'wait: not_ready');
  assert.equal(ruleOf(same, 14), 'keep: nothing_found');
  assert.equal(ruleOf(same, 5, { targetPrecision: 0.5 }), 'review: nothing_found');
});

test('a verdict after too little says so: how many days, users and effective users of those that are wanted', () => {
  const few: Arms = { control: armOf(30, 3), variant: armOf(21, 2) };
  const textOf = (arms: Arms, days: number, changed: Partial<Experiment> = {}) =>
    judge(arms, days, { status: 'completed', ...changed }).verdict.text;
  const lack = '0.0 of 7 days, 21 of 500 users in the smaller arm';
  assert.equal(textOf(few, 0.004), `It ended too early to say whether the variant changes conversion_rate: ${lack}.`);
  assert.equal(
    textOf(few, 0.004, { metric: 'ctr' }),
    `It ended too early to say whether the variant changes ctr: ${lack}, 21 of 100 effective users.`,
  );
  assert.equal(
    textOf(few, 0.004, { preset: 'do_no_harm' }),
    `Nothing is worse with the variant. It ended too early to rely on that: ${lack}.`,
  );
  assert.match(
    textOf(better, 5),
    /^conversion_rate is higher .* It ended too early to rely on that: 5\.0 of 7 days\.$/,
  );
  assert.equal(
    textOf(few, 14),
    'It had too few users to say whether the variant changes conversion_rate: 21 of 500 users in the smaller arm.',
  );
  assert.match(textOf(few, 14, { status: 'running' }), /^It has too few users to say whether /);
  assert.match(
    textOf(same, 5, { status: 'running', plannedDays: 5 }),
    /^It is too early to say whether .*: 5\.0 of 7 days\.$/,
  );
  assert.equal(ruleOf(few, 0.004, { status: 'completed' }), 'keep: nothing_found', 'the rule is the same');
  assert.match(textOf(same, 14), /^No difference of conversion_rate was found that/, 'control');
  assert.doesNotMatch(textOf(better, 14), /too early|too few/, 'control');
  const nobody = { control: noUserSums, variant: noUserSums };
  assert.equal(textOf(nobody, 14), 'Nobody was shown anything.');
});

test('do no harm ships what loses nowhere', () => {
  assert.equal(ruleOf(same, 14, { preset: 'do_no_harm' }), 'ship: nothing_loses');
  assert.equal(ruleOf(worse, 14, { preset: 'do_no_harm' }), 'roll_back: goal_loses');
});

test('a guardrail that loses more than its margin rolls back, though the goal wins; one within the margin does not', () => {
  const arms = { control: armOf(5_000, 400, 4_000), variant: armOf(5_000, 600, 3_500) };
  assert.equal(ruleOf(arms, 5, { guardrails: [{ metric: 'ctr', margin: 0.02 }] }), 'roll_back: guardrail_loses');
  assert.equal(ruleOf(arms, 5, { guardrails: [{ metric: 'ctr', margin: 0.3 }] }), 'ship: goal_wins');
  assert.deepEqual(judge(arms, 5, { guardrails: [{ metric: 'ctr', margin: 0.3 }] }).guardrails, [
    { metric: 'ctr', margin: 0.3, state: 'holds' },
  ]);
});

test('a difference that only the fixed test sees before the planned end has to wait for it', () => {
  const arms = { control: armOf(5_000, 500), variant: armOf(5_000, 565) };
  assert.ok(judge(arms, 5).goal.difference.pValue! < 0.05);
  assert.equal(ruleOf(arms, 5), 'wait: not_ready');
  assert.equal(ruleOf(arms, 14), 'ship: goal_wins');
});

test('days left come from how wide the interval is: half as wide takes four times as long', () => {
  const { verdict, goal } = judge(same, 5);
  const half = (goal.liftInterval.upper! - goal.liftInterval.lower!) / 2;
  assert.equal(verdict.daysLeft, ((half / 0.02) ** 2 - 1) * 5);
  assert.equal(judge(same, 5, { status: 'completed' }).verdict.daysLeft, null);
});

test('health: few users, few effective users, contamination and less than a week are told, and do not block', () => {
  const failing = (arms: Arms, days: number, crossovers = 0) =>
    judgeExperiment(experiment, arms, { crossovers, ranMs: days * dayMs })
      .checks.filter(({ ok }) => !ok)
      .map(({ name }) => name);
  assert.deepEqual(failing(same, 7), []);
  assert.deepEqual(failing(same, 6.9), ['full_week']);
  assert.deepEqual(failing(same, 7, 101), ['contamination']);
  assert.deepEqual(failing({ control: armOf(499, 50), variant: armOf(520, 50) }, 7), ['enough_users']);
  const few = { ...armOf(5_000, 500), impressionsSquared: 16_000_000 };
  assert.deepEqual(failing({ control: few, variant: few }, 7), ['effective_users']);
  assert.equal(judge({ control: armOf(499, 50), variant: armOf(520, 50) }, 7).lowConfidence, true);
});

test('secondary metrics carry Holm’s p-values, the goal its own', () => {
  const { goal, secondary } = judge(better, 5);
  assert.deepEqual(
    secondary.map(({ metric }) => metric),
    ['ctr', 'revenue_per_visitor'],
  );
  assert.equal(goal.metric, 'conversion_rate');
  const [ctr, revenue] = secondary;
  assert.ok(revenue!.pValueHolm! > revenue!.difference.pValue! && ctr!.pValueHolm === 1);
});

test('the sequence of two rates reaches no further than 1, that of amounts does (control)', () => {
  const { goal, secondary } = judge({ control: armOf(3, 1), variant: armOf(3, 2) }, 5);
  assert.deepEqual(goal.sequential.interval, { lower: -1, upper: 1 });
  const revenue = secondary.find(({ metric }) => metric === 'revenue_per_visitor')!;
  assert.ok(revenue.sequential.interval.upper! > 1);
});

test('looked at daily, a guardrail that nothing hurts rolls back at most 5 % of 1,000 experiments; by its interval for one look far more (control)', () => {
  const random = createRandom(23);
  const wrong = { verdict: 0, interval: 0 };
  for (let run = 0; run < 1_000; run += 1) {
    const converted = { control: 0, variant: 0 };
    const seen = { verdict: false, interval: false };
    for (let day = 1; day <= 27; day += 1) {
      for (const arm of ['control', 'variant'] as const)
        for (let n = 0; n < 100; n += 1) if (random.next() < 0.2) converted[arm] += 1;
      if (day < 3) continue;
      const users = day * 100;
      const arms = { control: armOf(users, converted.control), variant: armOf(users, converted.variant) };
      const { verdict, guardrails } = judge(arms, day, {
        metric: 'ctr',
        plannedDays: 28,
        guardrails: [{ metric: 'conversion_rate', margin: 0 }],
      });
      seen.verdict ||= verdict.rule === 'guardrail_loses';
      seen.interval ||= guardrails.some(({ state }) => state === 'loses');
    }
    wrong.verdict += Number(seen.verdict);
    wrong.interval += Number(seen.interval);
  }
  assert.ok(wrong.verdict <= 50, `verdict: ${wrong.verdict} of 1,000`);
  assert.ok(wrong.interval > 100, `interval: ${wrong.interval} of 1,000`);
});
