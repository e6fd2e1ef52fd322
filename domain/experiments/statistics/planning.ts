import { normalQuantile } from './distributions.ts';
import { defaultAlpha } from './estimate.ts';

/** What is to be found: a relative `lift` of a metric whose users have this mean and standard deviation, with this power. */
export type Plan = {
  mean: number;
  deviation: number;
  lift: number;
  controlShare: number;
  power?: number;
  alpha?: number;
};

/**
 * How many users both arms together need to find the lift: n = (z₁₋α⸝₂ + z_power)² σ² (1/f + 1/(1−f)) / (lift · mean)². Chow, Shao,
 * Wang: "Sample Size Calculations in Clinical Research", 3.2. Infinite if the mean or the lift is zero.
 */
export function usersNeeded({ mean, deviation, lift, controlShare, power = 0.8, alpha = defaultAlpha }: Plan): number {
  const reach = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  const spread = deviation ** 2 * (1 / controlShare + 1 / (1 - controlShare));
  return Math.ceil((reach ** 2 * spread) / (lift * mean) ** 2);
}
