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
 * Wang: "Sample Size Calculations in Clinical Research", 3.2. Infinite where the mean or the lift is zero.
 */
export function usersNeeded({ lift, ...plan }: Plan): number {
  return Math.ceil(usersForWholeLift(plan) / lift ** 2);
}

/** The lift that so many users of both arms find with this power: the inverse of `usersNeeded`. */
export function liftFound(plan: Omit<Plan, 'lift'>, users: number): number {
  return Math.sqrt(usersForWholeLift(plan) / users);
}

/** Users for a lift of 1; a smaller one takes the inverse square of it as often. */
const usersForWholeLift = ({
  mean,
  deviation,
  controlShare,
  power = 0.8,
  alpha = defaultAlpha,
}: Omit<Plan, 'lift'>): number =>
  ((normalQuantile(1 - alpha / 2) + normalQuantile(power)) ** 2 *
    deviation ** 2 *
    (1 / controlShare + 1 / (1 - controlShare))) /
  mean ** 2;
