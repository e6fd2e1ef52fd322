import type { Difference, Estimate, Interval } from './estimate.ts';

/** The relative change (variant − control) / |control|: positive is more, also from a negative base. Null from a base of zero. */
export function liftOf(control: number, variant: number): number | null {
  return control === 0 ? null : (variant - control) / Math.abs(control);
}

/**
 * The interval of the lift by Fieller's theorem for two independent means. Fieller: "Some Problems in Interval Estimation", JRSS B 16,
 * 1954. `margin` is that of the test of their difference, at whose alpha it holds: by its quantile, and its variance of both arms together, the interval leaves out zero exactly when the
 * p-value is below alpha. Without ends if the control cannot be told from zero, since the data then exclude no lift, and if nothing varies, since nothing can be judged then.
 */
export function liftInterval(control: Estimate, variant: Estimate, { margin }: Pick<Difference, 'margin'>): Interval {
  const variance = control.variance + variant.variance;
  if (variance === 0) return { lower: null, upper: null };
  const quantile2 = margin ** 2 / variance;
  const a = control.value ** 2 - quantile2 * control.variance;
  const c = variant.value ** 2 - quantile2 * variant.variance;
  const b = control.value * variant.value;
  if (a <= 0) return { lower: null, upper: null };
  // b² − ac, multiplied out: the difference of the two would be lost in rounding where little varies.
  const root = quantile2 * (control.value ** 2 * variant.variance + control.variance * c);
  const ends = [(b - Math.sqrt(root)) / a - 1, (b + Math.sqrt(root)) / a - 1];
  const signed = control.value < 0 ? [-ends[1]!, -ends[0]!] : ends;
  return { lower: signed[0]!, upper: signed[1]! };
}
