import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricNames } from '#schemas/http/experiments.ts';
import { createRandom, type Random } from '#testing/random.ts';
import { clickRate } from './click-rate.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { normalQuantile, tQuantile } from './distributions.ts';
import { compareArms, naiveClickPValue } from './metric.ts';
import { mismatchLevel, sampleRatio } from './sample-ratio.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserSums } from './user-sums.ts';

/** Shoppers of very different activity: many see one page, few see hundreds, and each has a liking of their own for what is shown. */
function shopper(random: Random, clickLift = 0) {
  const impressions = Math.min(400, Math.ceil(1.2 * (1 - random.next()) ** (-1 / 1.7)));
  const liking = 0.02 + 0.26 * random.next() ** 2;
  let clicks = 0;
  for (let n = 0; n < impressions; n += 1) if (random.next() < liking * (1 + clickLift)) clicks += 1;
  const conversions = random.next() < 0.12 ? 1 : 0;
  const revenue = conversions * Math.exp(3 + 0.8 * normal(random));
  return sumsOfUser({ impressions, clicks, conversions, revenue, activity: 0 });
}

/** Box and Muller's way to a standard normal. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

function arm(random: Random, users: number, clickLift = 0): UserSums {
  const sums = { ...noUserSums };
  for (let n = 0; n < users; n += 1) {
    const one = shopper(random, clickLift);
    for (const name of Object.keys(sums) as (keyof UserSums)[]) sums[name] += one[name];
  }
  return sums;
}

const runs = 2_000;

test('if few shoppers do most of everything, the interval still covers: Pareto 1.1, 500 shoppers; by the normal one it does not (control)', () => {
  const random = createRandom(3);
  const truth = 0.02 + 0.26 / 3;
  const covered = { ours: 0, normal: 0 };
  for (let run = 0; run < 500; run += 1) {
    const sums = { ...noUserSums, users: 500 };
    for (let n = 0; n < 500; n += 1) {
      const impressions = Math.ceil((1 - random.next()) ** (-1 / 1.1));
      const liking = 0.02 + 0.26 * random.next() ** 2;
      const noise = Math.sqrt(impressions * liking * (1 - liking)) * normal(random);
      const clicks = Math.max(0, Math.min(impressions, Math.round(impressions * liking + noise)));
      sums.impressions += impressions;
      sums.clicks += clicks;
      sums.impressionsSquared += impressions ** 2;
      sums.clicksSquared += clicks ** 2;
      sums.impressionsClicks += impressions * clicks;
    }
    const { value, variance, degrees } = clickRate(sums);
    const reach = Math.abs(value - truth) / Math.sqrt(variance);
    covered.ours += Number(reach < tQuantile(0.975, degrees));
    covered.normal += Number(reach < normalQuantile(0.975));
  }
  assert.ok(covered.ours / 500 >= 0.92, `ours: ${covered.ours / 500}`);
  assert.ok(covered.normal / 500 < 0.87, `normal: ${covered.normal / 500}`);
});

test('a lift of 5 % is found within 7 days of 10,000 visitors in at least 80 % of runs (SC-005); none in about 5 % (control)', () => {
  const random = createRandom(17);
  const shown = new Uint16Array(400_000);
  const clicked = { none: new Uint16Array(shown.length), lifted: new Uint16Array(shown.length) };
  for (let n = 0; n < shown.length; n += 1) {
    shown[n] = Math.min(400, Math.ceil(1.2 * (1 - random.next()) ** (-1 / 1.7)));
    const liking = 0.02 + 0.26 * random.next() ** 2;
    for (let i = 0; i < shown[n]!; i += 1) {
      const luck = random.next();
      if (luck < liking) clicked.none[n]! += 1;
      if (luck < liking * 1.05) clicked.lifted[n]! += 1;
    }
  }
  const armOf = (clicks: Uint16Array): UserSums => {
    const sums = { ...noUserSums, users: 35_000 };
    for (let n = 0; n < sums.users; n += 1) {
      const i = random.between(0, shown.length - 1);
      sums.impressions += shown[i]!;
      sums.clicks += clicks[i]!;
      sums.impressionsSquared += shown[i]! ** 2;
      sums.clicksSquared += clicks[i]! ** 2;
      sums.impressionsClicks += shown[i]! * clicks[i]!;
    }
    return sums;
  };
  const found = (clicks: Uint16Array) => {
    let hits = 0;
    for (let run = 0; run < 300; run += 1)
      if (compareArms('ctr', armOf(clicked.none), armOf(clicks)).pValue! < 0.05) hits += 1;
    return hits / 300;
  };
  const [lifted, none] = [found(clicked.lifted), found(clicked.none)];
  assert.ok(lifted >= 0.8, `lifted: ${lifted}`);
  assert.ok(none < 0.1, `none: ${none}`);
});

test('A/A: between 4 and 6 % of 2,000 runs have p < .05, for each metric; of the naive z-test many more (control)', () => {
  const random = createRandom(20_261_129);
  const hits = { ctr: 0, conversion_rate: 0, revenue_per_visitor: 0, naive: 0 };
  for (let run = 0; run < runs; run += 1) {
    const [control, variant] = [arm(random, 1_000), arm(random, 1_000)];
    for (const metric of metricNames) if (compareArms(metric, control, variant).pValue! < 0.05) hits[metric] += 1;
    if (naiveClickPValue(control, variant)! < 0.05) hits.naive += 1;
  }
  for (const metric of metricNames) {
    const share = hits[metric] / runs;
    assert.ok(share >= 0.04 && share <= 0.06, `${metric}: ${share}`);
  }
  assert.ok(hits.naive / runs > 0.1, `naive: ${hits.naive / runs}`);
});

test('peeking daily for four weeks, the confidence sequence errs in at most 5 % of runs, the fixed test in far more (control)', () => {
  const random = createRandom(7);
  const hits = { sequence: 0, fixed: 0 };
  for (let run = 0; run < runs; run += 1) {
    let [control, variant] = [noUserSums, noUserSums];
    const seen = { sequence: false, fixed: false };
    for (let day = 0; day < 28; day += 1) {
      control = addUserSums(control, arm(random, 60));
      variant = addUserSums(variant, arm(random, 60));
      const difference = compareArms('ctr', control, variant);
      seen.fixed ||= difference.pValue! < 0.05;
      seen.sequence ||= confidenceSequence(difference, control.users + variant.users, 3_000).pValue < 0.05;
    }
    hits.sequence += Number(seen.sequence);
    hits.fixed += Number(seen.fixed);
  }
  assert.ok(hits.sequence / runs <= 0.05, `sequence: ${hits.sequence / runs}`);
  assert.ok(hits.fixed / runs > 0.15, `fixed: ${hits.fixed / runs}`);
});

test('a split that is as planned raises an alarm in at most .1 % of runs that are looked at each hour for a week; 45 to 55 always', () => {
  const random = createRandom(11);
  const alarmsOf = (share: number, runs: number) => {
    let alarms = 0;
    for (let run = 0; run < runs; run += 1) {
      const users = { control: 0, variant: 0 };
      for (let hour = 0; hour < 168; hour += 1) {
        for (let n = 0; n < 30; n += 1) users[random.next() < share ? 'control' : 'variant'] += 1;
        if (sampleRatio(users, 0.5).pValueAnytime < mismatchLevel) {
          alarms += 1;
          break;
        }
      }
    }
    return alarms / runs;
  };
  assert.ok(alarmsOf(0.5, runs) <= 0.001);
  assert.equal(alarmsOf(0.45, 50), 1);
});
