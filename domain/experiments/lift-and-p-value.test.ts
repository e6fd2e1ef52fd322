import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricNames } from '#schemas/http/experiments.ts';
import { createRandom, type Random } from '#testing/random.ts';
import { judgeMetric } from './judge-metric.ts';
import { defaultAlpha, type Interval } from './statistics/estimate.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserSums } from './statistics/user-sums.ts';

/** A few shoppers, who differ much, so that the p-value is often near the border. */
function arm(random: Random, users: number, liking: number): UserSums {
  let sums = noUserSums;
  for (let n = 0; n < users; n += 1) {
    const impressions = Math.ceil(1 / (1 - random.next()) ** 0.7);
    let clicks = 0;
    for (let shown = 0; shown < impressions; shown += 1) if (random.next() < liking) clicks += 1;
    const conversions = random.next() < liking ? 1 : 0;
    const revenue = conversions * (5 + 20 * random.next());
    sums = addUserSums(
      sums,
      sumsOfUser({ impressions, clicks, conversions, revenue, activity: clicks + random.next() }),
    );
  }
  return sums;
}

const isZeroOut = ({ lower, upper }: Interval) => (lower ?? 0) > 0 || (upper ?? 0) < 0;

test('the interval of a lift leaves out zero exactly when the p-value is below 0.05, for every metric, also adjusted by the activity before', () => {
  const random = createRandom(2_211);
  const seen = { below: 0, above: 0, near: 0 };
  for (let run = 0; run < 1_500; run += 1) {
    const users = 15 + Math.floor(60 * random.next());
    const liking = 0.2 + 0.3 * random.next();
    const control = arm(random, users, liking);
    const variant = arm(random, 15 + Math.floor(60 * random.next()), liking * (0.3 + 1.3 * random.next()));
    for (const metric of metricNames) {
      const judged = judgeMetric(metric, { control, variant }, 10_000);
      for (const { liftInterval, difference } of [judged, ...(judged.cuped === null ? [] : [judged.cuped])]) {
        const { pValue, value, margin } = difference;
        // Without ends it bounds nothing: the control cannot be told from zero, or nothing varies.
        if (pValue === null || liftInterval.lower === null || Math.abs(pValue - defaultAlpha) < 1e-9) continue;
        const isBelow = pValue < defaultAlpha;
        assert.equal(
          isZeroOut(liftInterval),
          isBelow,
          `run ${run}, ${metric}: ${JSON.stringify({ liftInterval, pValue })}`,
        );
        assert.equal(Math.abs(value) > margin, isBelow, `run ${run}, ${metric}: ${value} and ${margin}`);
        seen[isBelow ? 'below' : 'above'] += 1;
        if (Math.abs(pValue - defaultAlpha) < 0.01) seen.near += 1;
      }
    }
  }
  assert.ok(
    seen.below > 500 && seen.above > 500 && seen.near > 50,
    `control: both are tried, also near the border: ${JSON.stringify(seen)}`,
  );
});
