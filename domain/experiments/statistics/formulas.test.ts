import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clickRate, effectiveUsers } from './click-rate.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { adjustByActivity } from './cuped.ts';
import { chiSquareUpperP, normalQuantile, normalTwoSidedP, tQuantile, tTwoSidedP } from './distributions.ts';
import { holm } from './holm.ts';
import { liftInterval, liftOf } from './lift.ts';
import { compareArms, estimateOf } from './metric.ts';
import { usersNeeded } from './planning.ts';
import { compareProportions, newcombeInterval, wilsonInterval } from './proportions.ts';
import { sampleRatio } from './sample-ratio.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserFigures } from './user-sums.ts';

/** Figures are those of scipy 1.17.1 and statsmodels 0.15.0, unless another source is named. */
function near(actual: number | null | undefined, expected: number): void {
  assert.ok(actual !== null && actual !== undefined);
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error < 1e-9, `${actual} is not ${expected}`);
}

const sumsOf = (users: readonly Partial<UserFigures>[]) =>
  users.reduce<typeof noUserSums>(
    (sums, user) =>
      addUserSums(sums, sumsOfUser({ impressions: 0, clicks: 0, conversions: 0, revenue: 0, activity: 0, ...user })),
    noUserSums,
  );

const controlRevenue = [0, 0, 12.5, 0, 30, 7.25, 0, 99, 0, 4.5];
const variantRevenue = [0, 20, 15.5, 0, 41, 0, 8.75, 120, 0, 0, 33, 2];
const controlActivity = [1, 5, 0, 2, 9, 3, 4, 0, 7, 2];
const variantActivity = [2, 4, 1, 0, 8, 0, 3, 11, 0, 1, 6, 2];
const armOf = (revenue: readonly number[], activity: readonly number[]) =>
  sumsOf(revenue.map((amount, i) => ({ revenue: amount, activity: activity[i]! })));

test('distributions equal scipy.stats', () => {
  near(normalTwoSidedP(4.2), 2.669149803181262e-5);
  near(normalQuantile(0.975), 1.959963984540054);
  near(normalQuantile(0.8), 0.8416212335729143);
  near(tTwoSidedP(2.3, 17.4), 0.034072524853907514);
  near(tQuantile(0.975, 7.5), 2.333039626864974);
  near(chiSquareUpperP(10.9, 1), 0.0009616426007246138);
});

test('the interval of a proportion is the score interval (81 of 263: Newcombe 1998; none of 20)', () => {
  near(wilsonInterval({ hits: 81, trials: 263 }).lower, 0.2552885198782742);
  near(wilsonInterval({ hits: 81, trials: 263 }).upper, 0.36620957698280004);
  near(wilsonInterval({ hits: 0, trials: 20 }).lower, 0);
  near(wilsonInterval({ hits: 0, trials: 20 }).upper, 0.1611251580528194);
});

test('the interval of a difference of proportions is Newcombe’s method 10: the examples of his table II', () => {
  const of = (v: number, vn: number, c: number, cn: number) =>
    newcombeInterval({ hits: c, trials: cn }, { hits: v, trials: vn });
  near(of(56, 70, 48, 80).lower, 0.05243147240236498);
  near(of(56, 70, 48, 80).upper, 0.33387265403690614);
  near(of(9, 10, 3, 10).lower, 0.1705227239345029);
  near(of(9, 10, 3, 10).upper, 0.809017973535488);
  near(of(10, 10, 0, 10).lower, 0.6075093504305241);
  near(of(10, 10, 0, 10).upper, 1);
});

test('two proportions are compared by the pooled z-test', () => {
  const { value, pValue } = compareProportions({ hits: 480, trials: 10_000 }, { hits: 530, trials: 10_000 });
  near(value, 0.005);
  near(pValue, 0.10639985517542977);
  assert.equal(compareProportions({ hits: 0, trials: 10 }, { hits: 0, trials: 10 }).pValue, null);
  assert.equal(compareProportions({ hits: 0, trials: 0 }, { hits: 0, trials: 10 }).pValue, null);
});

test('revenue is compared by Welch’s test, zeros included', () => {
  const control = armOf(controlRevenue, controlActivity);
  const variant = armOf(variantRevenue, variantActivity);
  const { pValue, interval } = compareArms('revenue_per_visitor', control, variant);
  near(pValue, 0.7398337313280869);
  near(interval.lower, -24.40401615903785);
  near(interval.upper, 33.79568282570452);
});

test('the delta method’s variance is that of a regression on impressions with errors clustered by user', () => {
  const impressions = [3, 10, 1, 7, 25, 2, 4, 8];
  const clicks = [1, 2, 0, 3, 4, 0, 1, 5];
  const { value, variance } = clickRate(
    sumsOf(impressions.map((shown, i) => ({ impressions: shown, clicks: clicks[i]! }))),
  );
  near(value, 0.26666666666666666);
  // statsmodels' divides by n, a sample variance by n − 1: 8 users.
  near(variance, 0.005542151675485015);
});

test('few users who do most are few: (Σm)²/Σm²', () => {
  near(effectiveUsers(sumsOf([5, 5, 5, 5].map((impressions) => ({ impressions })))), 4);
  near(effectiveUsers(sumsOf([97, 1, 1, 1].map((impressions) => ({ impressions })))), 10_000 / 9_412);
  assert.equal(effectiveUsers(noUserSums), 0);
});

test('the interval of a lift solves Fieller’s equation', () => {
  const control = { value: 2, variance: 0.04, users: 100, degrees: 99 };
  const variant = { value: 2.3, variance: 0.05, users: 100, degrees: 99 };
  const byNormal = { margin: normalQuantile(0.975) * Math.sqrt(0.09) };
  near(liftInterval(control, variant, byNormal).lower, -0.12791021717715645);
  near(liftInterval(control, variant, byNormal).upper, 0.5197934256705261);
  assert.deepEqual(liftInterval({ value: 0.1, variance: 0.04, users: 100, degrees: 99 }, variant, byNormal), {
    lower: null,
    upper: null,
  });
});

test('a lift keeps its sign from a negative base, and its interval with it', () => {
  near(liftOf(-10, -8), 0.2);
  assert.equal(liftOf(0, 3), null);
  const { lower, upper } = liftInterval(
    { value: -10, variance: 0.01, users: 9, degrees: 8 },
    { value: -8, variance: 0.01, users: 9, degrees: 8 },
    { margin: 0.3 },
  );
  assert.ok(lower! < 0.2 && 0.2 < upper! && lower! > 0.15 && upper! < 0.25);
});

test('p-values of several metrics are Holm’s', () => {
  for (const [i, p] of [0.04, 0.09, 0.09, 0.025, 0.2].entries()) near(holm([0.01, 0.04, 0.03, 0.005, 0.2])[i], p);
  assert.deepEqual(holm([]), []);
});

test('a split of 821,588 to 815,482 is no even one (Kohavi, Tang, Xu: "Trustworthy Online Controlled Experiments", 2020, chapter 3)', () => {
  near(sampleRatio({ control: 821_588, variant: 815_482 }, 0.5).pValue, 1.8217928726191858e-6);
  near(sampleRatio({ control: 130, variant: 9_870 }, 0.01).pValue, 0.0025688315270227116);
});

test('the split that may be looked at each hour equals the Bayes factor by mpmath at 40 digits', () => {
  near(sampleRatio({ control: 5_000, variant: 5_300 }, 0.5).pValueAnytime, 0.06263117335545827);
  near(sampleRatio({ control: 50, variant: 80 }, 0.5).pValueAnytime, 0.7135576449777817);
  near(sampleRatio({ control: 130, variant: 9_870 }, 0.01).pValueAnytime, 0.08389721654436767);
  assert.ok(sampleRatio({ control: 821_588, variant: 815_482 }, 0.5).pValueAnytime < 0.001);
  assert.deepEqual(sampleRatio({ control: 0, variant: 0 }, 0.5), { pValue: 1, pValueAnytime: 1 });
});

test('the confidence sequence is that of theorem 2.2, and its p-value the alpha at which it leaves zero out (by bisection)', () => {
  const { interval, pValue } = confidenceSequence({ value: 0.05, standardError: 0.02 }, 400, 1_000);
  near(interval.lower, -0.012475581833494585);
  near(interval.upper, 0.1124755818334946);
  near(pValue, 0.18977658133905412);
});

test('CUPED takes out what goes with the activity before', () => {
  const adjusted = adjustByActivity(
    'revenue_per_visitor',
    armOf(controlRevenue, controlActivity),
    armOf(variantRevenue, variantActivity),
  );
  near(adjusted?.control.value, 14.98950465529867);
  near(adjusted?.control.variance, 135.3020574600795);
  near(adjusted?.variant.value, 20.300412787251105);
  near(adjusted?.variant.variance, 36.32870956824751);
  assert.equal(adjustByActivity('ctr', noUserSums, noUserSums), null);
});

test('users for a lift equal statsmodels’ NormalIndPower', () => {
  // An effect of .05 standard deviations; both arms.
  assert.equal(usersNeeded({ mean: 1, deviation: 1, lift: 0.05, controlShare: 0.5 }), Math.ceil(2 * 6279.088407460959));
  assert.equal(
    usersNeeded({ mean: 1, deviation: 1, lift: 0.05, controlShare: 0.8, power: 0.9 }),
    Math.ceil(1.25 * 21014.83881928466),
  );
});

test('sums of parts add up to the sums of the whole, and can be taken away again', () => {
  const [a, b] = [armOf(controlRevenue, controlActivity), armOf(variantRevenue, variantActivity)];
  const whole = armOf([...controlRevenue, ...variantRevenue], [...controlActivity, ...variantActivity]);
  assert.deepEqual(addUserSums(a, b), whole);
  assert.deepEqual(addUserSums(whole, b, -1), a);
  near(estimateOf('conversion_rate', sumsOf([{ conversions: 2 }, {}, {}, {}])).value, 0.25);
});
