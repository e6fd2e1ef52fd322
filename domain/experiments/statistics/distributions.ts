import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalInverse from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tInverse from '@stdlib/stats-base-dists-t-quantile';

/** The standard normal's value below which the share `probability` (0 to 1) lies. */
export const normalQuantile = (probability: number): number => normalInverse(probability, 0, 1);

/** Student's t: the value below which the share `probability` lies, for `degrees` of freedom, which need not be whole. */
export const tQuantile = (probability: number, degrees: number): number => tInverse(probability, degrees);

/** How likely a standard normal is at least as far from zero as `z`. */
export const normalTwoSidedP = (z: number): number => 2 * normalCdf(-Math.abs(z), 0, 1);

/** The same for Student's t. */
export const tTwoSidedP = (t: number, degrees: number): number => 2 * tCdf(-Math.abs(t), degrees);

/** How likely a chi-square of `degrees` of freedom is above `value`. */
export const chiSquareUpperP = (value: number, degrees: number): number => 1 - chiSquareCdf(value, degrees);
