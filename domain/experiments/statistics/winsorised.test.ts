import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interactionOf } from './interaction.ts';
import { type RevenueBucket, revenueBucketOf, upperOfBucket, winsorisedRevenue } from './winsorised.ts';

function bucketsOf(amounts: readonly number[]): RevenueBucket[] {
  const buckets = new Map<number, RevenueBucket>();
  for (const amount of amounts) {
    const number = revenueBucketOf(amount);
    const bucket = buckets.get(number) ?? { upper: upperOfBucket(number), users: 0, revenue: 0, revenueSquared: 0 };
    bucket.users += 1;
    bucket.revenue += amount;
    bucket.revenueSquared += amount ** 2;
    buckets.set(number, bucket);
  }
  return [...buckets.values()];
}

test('an amount lies in its bucket, which is less than 5 % wide', () => {
  for (const amount of [0.0001, 0.01, 1, 9.99, 10, 1_234.5, 1e9]) {
    const bucket = revenueBucketOf(amount);
    assert.ok(amount <= upperOfBucket(bucket) * (1 + 1e-12) && amount > upperOfBucket(bucket - 1), `${amount}`);
    assert.ok(upperOfBucket(bucket) / upperOfBucket(bucket - 1) < 1.05 || bucket === 1);
  }
  assert.equal(revenueBucketOf(0), 0);
});

test('one huge order does not decide: it counts as the 99th percentile of both arms', () => {
  const usual = Array.from({ length: 200 }, (_, n) => (n % 4 === 0 ? 20 + (n % 7) : 0));
  const { cap, control, variant } = winsorisedRevenue(bucketsOf(usual), bucketsOf([...usual.slice(1), 50_000]));
  assert.ok(cap >= 26 && cap < 28, `${cap}`);
  assert.ok(Math.abs(control.value - variant.value) < 0.2);
  assert.equal(variant.users, 200);
});

test('the interaction is how much the second experiment changes the effect of the first', () => {
  const cell = (value: number) => ({ value, variance: 0.0001, users: 1_000, degrees: 999 });
  const none = interactionOf([
    [cell(0.1), cell(0.12)],
    [cell(0.15), cell(0.17)],
  ]);
  assert.ok(Math.abs(none.value) < 1e-12 && none.pValue! > 0.99);
  const some = interactionOf([
    [cell(0.1), cell(0.12)],
    [cell(0.15), cell(0.27)],
  ]);
  assert.ok(Math.abs(some.value - 0.1) < 1e-12 && some.pValue! < 1e-5);
});
