import type { Estimate } from './estimate.ts';
import { varianceOf } from './moments.ts';

/** Users of an arm whose revenue lies in one range: none (bucket 0), or up to `upper`. */
export type RevenueBucket = { upper: number; users: number; revenue: number; revenueSquared: number };

const bucketsPerFactorOfTen = 50;

/** The number of the bucket of an amount: 0 for nothing; ranges are 4.7 % wide. */
export const revenueBucketOf = (revenue: number): number =>
  revenue <= 0 ? 0 : Math.max(1, 200 + Math.ceil(Math.log10(revenue) * bucketsPerFactorOfTen));

/** Where the bucket ends. */
export const upperOfBucket = (bucket: number): number =>
  bucket === 0 ? 0 : 10 ** ((bucket - 200) / bucketsPerFactorOfTen);

/** The share of users who may spend whatever they like; above it an amount counts as the cap. */
const uncappedShare = 0.99;

/**
 * Revenue a user with the largest amounts brought down to the cap, the 99th percentile of both arms: shows whether a few large orders
 * decide. Tukey: "The Future of Data Analysis", 1962 (who named it for Winsor). Buckets in any order; the cap is the end of its bucket.
 */
export function winsorisedRevenue(
  control: readonly RevenueBucket[],
  variant: readonly RevenueBucket[],
): { cap: number; control: Estimate; variant: Estimate } {
  const all = [...control, ...variant].sort((a, b) => a.upper - b.upper);
  const users = all.reduce((sum, bucket) => sum + bucket.users, 0);
  const cap = capOf(all, users * uncappedShare);
  const capped = (buckets: readonly RevenueBucket[]): Estimate => {
    let [count, sum, squares] = [0, 0, 0];
    for (const bucket of buckets) {
      const isAbove = bucket.upper > cap;
      count += bucket.users;
      sum += isAbove ? bucket.users * cap : bucket.revenue;
      squares += isAbove ? bucket.users * cap ** 2 : bucket.revenueSquared;
    }
    const atLeastOne = Math.max(1, count);
    return {
      value: sum / atLeastOne,
      variance: varianceOf(count, sum, squares) / atLeastOne,
      users: count,
      degrees: Math.max(1, count - 1),
    };
  };
  return { cap, control: capped(control), variant: capped(variant) };
}

/** Where the bucket ends up to which so many users lie; buckets in ascending order. */
function capOf(buckets: readonly RevenueBucket[], users: number): number {
  let below = 0;
  for (const bucket of buckets) {
    below += bucket.users;
    if (below >= users) return bucket.upper;
  }
  return 0;
}
