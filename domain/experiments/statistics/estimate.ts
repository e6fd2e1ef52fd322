import { tQuantile, tTwoSidedP } from './distributions.ts';

/**
 * What one arm says of a metric: a value and the variance of that value (not of a user), over so many users. `degrees` of freedom say
 * how far that variance itself can be trusted.
 */
export type Estimate = { value: number; variance: number; users: number; degrees: number };

/** Ends of an interval; null if the data do not bound that end. */
export type Interval = { lower: number | null; upper: number | null };

/**
 * Variant less control. `pValue` is two-sided; null if nothing varies, so that nothing can be judged. It is below alpha exactly when `value` is further from zero than `margin`.
 */
export type Difference = {
  value: number;
  standardError: number;
  margin: number;
  pValue: number | null;
  interval: Interval;
};

/** An interval holds with a confidence of 1 − alpha. */
export const defaultAlpha = 0.05;

/**
 * Compares two independent estimates whose variances may differ, by Student's t with Satterthwaite's degrees of freedom. Welch: "The generalization of
 * 'Student's' problem when several different population variances are involved", Biometrika 34, 1947.
 */
export function differenceOf(control: Estimate, variant: Estimate, alpha = defaultAlpha): Difference {
  const value = variant.value - control.value;
  const variance = control.variance + variant.variance;
  const standardError = Math.sqrt(variance);
  if (variance === 0) return { value, standardError, margin: 0, pValue: null, interval: { lower: null, upper: null } };
  const degrees = variance ** 2 / (control.variance ** 2 / control.degrees + variant.variance ** 2 / variant.degrees);
  const margin = tQuantile(1 - alpha / 2, degrees) * standardError;
  return {
    value,
    standardError,
    margin,
    pValue: tTwoSidedP(value / standardError, degrees),
    interval: { lower: value - margin, upper: value + margin },
  };
}
