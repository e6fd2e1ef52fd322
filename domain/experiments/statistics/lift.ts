import { normalQuantile } from './distributions.ts';
import { defaultAlpha, type Estimate, type Interval } from './estimate.ts';

/** The relative change (variant − control) / |control|: positive is more, also from a negative base. Null from a base of zero. */
export function liftOf(control: number, variant: number): number | null {
  return control === 0 ? null : (variant - control) / Math.abs(control);
}

/**
 * The interval of the lift by Fieller's theorem for two independent means. Fieller: "Some Problems in Interval Estimation", JRSS B 16,
 * 1954. Without ends if the control cannot be told from zero, since the data then exclude no lift, and if nothing varies, since nothing can be judged then.
 */
export function liftInterval(control: Estimate, variant: Estimate, alpha = defaultAlpha): Interval {
  const z2 = normalQuantile(1 - alpha / 2) ** 2;
  const a = control.value ** 2 - z2 * control.variance;
  const c = variant.value ** 2 - z2 * variant.variance;
  const b = control.value * variant.value;
  if (a <= 0 || control.variance + variant.variance === 0) return { lower: null, upper: null };
  // b² − ac, multiplied out: the difference of the two would be lost in rounding where little varies.
  const root = z2 * (control.value ** 2 * variant.variance + control.variance * c);
  const ends = [(b - Math.sqrt(root)) / a - 1, (b + Math.sqrt(root)) / a - 1];
  const signed = control.value < 0 ? [-ends[1]!, -ends[0]!] : ends;
  return { lower: signed[0]!, upper: signed[1]! };
}
