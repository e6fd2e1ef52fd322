import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#testing/random.ts';
import { judgeWorth, type WorthInput } from './judge-worth.ts';
import { noUserSums, type UserSums } from './statistics/user-sums.ts';

const dayMs = 86_400_000;

/** Shoppers of whom so many buy once, for an amount each. */
const side = (users: number, buyers: number, amount = 50): UserSums => ({
  ...noUserSums,
  users,
  converted: buyers,
  conversions: buyers,
  revenue: buyers * amount,
  revenueSquared: buyers * amount ** 2,
});
const judge = (heldOut: UserSums, served: UserSums, change: Partial<WorthInput> = {}) =>
  judgeWorth({
    arms: { control: heldOut, variant: served },
    percent: 5,
    treatment: 'none',
    currency: 'EUR',
    ranMs: 30 * dayMs,
    isOver: false,
    ...change,
  });

test('what recommendations bring in a month is the difference a visitor times the visitors served, by the months so far', () => {
  const { decision, text, revenuePerMonth, revenuePerVisitor } = judge(side(5_000, 200), side(95_000, 5_700));
  assert.equal(revenuePerVisitor.control, 2);
  assert.equal(revenuePerVisitor.variant, 3);
  assert.equal(revenuePerVisitor.lift, 0.5);
  const months = (30 * 12) / 365.25;
  assert.ok(Math.abs(revenuePerMonth.value! - 95_000 / months) < 1e-6);
  assert.equal(decision, 'brings');
  const shown = (amount: number | null) => Math.round(amount!).toLocaleString('en');
  const { value, lower, upper } = revenuePerMonth;
  assert.equal(
    text,
    `Recommendations bring ${shown(value)} EUR a month (between ${shown(lower)} and ${shown(upper)}).`,
  );
  assert.ok(lower! > 0 && upper! > value!);
  const half = judge(side(5_000, 200), side(95_000, 5_700), { ranMs: 60 * dayMs });
  assert.equal(half.revenuePerMonth.value, value! / 2, 'the same in twice the time is half as much a month');
});

test('revenue a month is not computed from less than a day, and the sentence says so', () => {
  const { text, revenuePerMonth } = judge(side(5_000, 200), side(95_000, 5_700), { ranMs: 15_000 });
  assert.deepEqual(revenuePerMonth, { value: null, lower: null, upper: null });
  assert.equal(
    text,
    'Too early to tell: 0.0 days; a week has every weekday in it. Revenue a month is computed from the first full day on.',
  );
  const day = judge(side(5_000, 200), side(95_000, 5_700), { ranMs: dayMs });
  assert.ok(day.revenuePerMonth.value! > 0, 'control');
  assert.equal(day.text, 'Too early to tell: 1.0 days; a week has every weekday in it.');
});

test('what is said of a period that is over is in the past', () => {
  const over = (heldOut: UserSums, served: UserSums, change: Partial<WorthInput> = {}) =>
    judge(heldOut, served, { isOver: true, ...change }).text;
  assert.equal(
    over(side(5_000, 200), side(95_000, 5_700), { ranMs: 6.9 * dayMs }),
    'It ended too early to tell: 6.9 days; a week has every weekday in it.',
  );
  assert.equal(
    over(side(5_000, 200), side(95_000, 5_700), { ranMs: 15_000 }),
    'It ended too early to tell: 0.0 days; a week has every weekday in it. Revenue a month is not computed from less than a day.',
  );
  assert.equal(over(side(5_000, 0), side(95_000, 0)), 'It ended too early to tell: nobody bought anything.');
  assert.match(
    over(side(5_000, 200), side(95_000, 3_900)),
    /^It ended too early to tell: recommendations brought between /,
  );
  assert.match(over(side(5_000, 200), side(95_000, 5_700)), /^Recommendations brought [\d,]+ EUR a month \(/);
  assert.match(over(side(5_000, 300), side(95_000, 3_800)), /^Recommendations brought [\d,]+ EUR a month less than /);
});

test('it says when recommendations bring less, and in place of what', () => {
  const fewer = judge(side(5_000, 300), side(95_000, 3_800));
  assert.equal(fewer.decision, 'costs');
  assert.match(fewer.text, /^Recommendations bring [\d,]+ EUR a month less than none at all \(between /);
  const popular = (buyers: number) => judge(side(5_000, 200), side(95_000, buyers), { treatment: 'trending' }).text;
  assert.match(popular(5_700), /^Recommendations bring [\d,]+ EUR a month more than popular products \(/);
  assert.match(popular(1_900), /^Recommendations bring [\d,]+ EUR a month less than popular products \(/);
});

test('it is too early without a week, with fewer than 500 shoppers on a side, without purchases, and while chance explains it', () => {
  const texts = [
    judge(side(5_000, 200), side(95_000, 5_700), { ranMs: 6.9 * dayMs }),
    judge(side(499, 20), side(9_481, 570)),
    judge(side(5_000, 0), side(95_000, 0)),
    judge(side(5_000, 200), side(95_000, 3_900)),
  ].map(({ decision, text }) => {
    assert.equal(decision, 'wait');
    return text;
  });
  assert.equal(texts[0], 'Too early to tell: 6.9 days; a week has every weekday in it.');
  assert.equal(texts[1], 'Too early to tell: 499 shoppers on the smaller side; 500 are wanted.');
  assert.equal(texts[2], 'Too early to tell: nobody has bought anything.');
  assert.match(texts[3]!, /^Too early to tell: recommendations bring between -[\d,]+ and [\d,]+ EUR a month\.$/);
});

test('shoppers who are not split as planned block whatever the figures say', () => {
  const { decision, text, checks } = judge(side(4_500, 180), side(95_500, 5_730));
  assert.equal(decision, 'blocked');
  assert.match(text, /4,500 shoppers were held out and 95,500 served, where 5 to 95 was planned/);
  assert.deepEqual(
    checks.filter(({ ok }) => !ok).map(({ name }) => name),
    ['traffic_balance'],
  );
});

test('if recommendations are worth nothing, at most 5 % of 2,000 holdouts that are looked at daily say otherwise; by the fixed test far more (control)', () => {
  const random = createRandom(41);
  const amounts = Array.from({ length: 4_096 }, () => 5 * (1 - random.next()) ** (-1 / 3));
  const grow = (sums: UserSums, users: number): void => {
    sums.users += users;
    for (let n = 0; n < users; n += 1) {
      if (random.next() >= 0.06) continue;
      const amount = amounts[random.between(0, amounts.length - 1)]!;
      sums.converted += 1;
      sums.revenue += amount;
      sums.revenueSquared += amount ** 2;
    }
  };
  const runs = 2_000;
  const wrong = { sequence: 0, fixed: 0 };
  for (let run = 0; run < runs; run += 1) {
    const [heldOut, served] = [{ ...noUserSums }, { ...noUserSums }];
    const seen = { sequence: false, fixed: false };
    for (let day = 1; day <= 28; day += 1) {
      grow(heldOut, 40);
      grow(served, 160);
      const judged = judge(heldOut, served, { percent: 20, ranMs: day * dayMs });
      seen.sequence ||= judged.decision !== 'wait';
      seen.fixed ||= !judged.lowConfidence && judged.revenuePerVisitor.difference.pValue! < 0.05;
    }
    wrong.sequence += Number(seen.sequence);
    wrong.fixed += Number(seen.fixed);
  }
  assert.ok(wrong.sequence / runs <= 0.05, `sequence: ${wrong.sequence / runs}`);
  assert.ok(wrong.fixed / runs > 0.1, `fixed: ${wrong.fixed / runs}`);
});
