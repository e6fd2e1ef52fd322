import { normalQuantile, normalTwoSidedP } from './distributions.ts';
import { type Difference, defaultAlpha, type Interval } from './estimate.ts';

/** `hits` of `trials`. */
export type Proportion = { hits: number; trials: number };

/** The score interval of a proportion. Wilson: "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927. */
export function wilsonInterval({ hits, trials }: Proportion, alpha = defaultAlpha): { lower: number; upper: number } {
  if (trials === 0) return { lower: 0, upper: 1 };
  const z2 = normalQuantile(1 - alpha / 2) ** 2;
  const share = hits / trials;
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = Math.sqrt((z2 * (share * (1 - share) + z2 / (4 * trials))) / trials) / (1 + z2 / trials);
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

/**
 * The interval of the difference variant − control from the two score intervals. Newcombe: "Interval estimation for the difference
 * between independent proportions", Statistics in Medicine 17, 1998, method 10.
 */
export function newcombeInterval(control: Proportion, variant: Proportion, alpha = defaultAlpha): Interval {
  const [c, v] = [shareOf(control), shareOf(variant)];
  const [ofControl, ofVariant] = [wilsonInterval(control, alpha), wilsonInterval(variant, alpha)];
  return {
    lower: v - c - Math.hypot(v - ofVariant.lower, ofControl.upper - c),
    upper: v - c + Math.hypot(ofVariant.upper - v, c - ofControl.lower),
  };
}

/** The pooled two-proportion z-test, two-sided, with Newcombe's interval. */
export function compareProportions(control: Proportion, variant: Proportion, alpha = defaultAlpha): Difference {
  const value = shareOf(variant) - shareOf(control);
  const trials = control.trials + variant.trials;
  const pooled = trials === 0 ? 0 : (control.hits + variant.hits) / trials;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / control.trials + 1 / variant.trials));
  const standardError = Number.isFinite(error) ? error : 0;
  return {
    value,
    standardError,
    margin: normalQuantile(1 - alpha / 2) * standardError,
    pValue: standardError > 0 ? normalTwoSidedP(value / standardError) : null,
    interval: newcombeInterval(control, variant, alpha),
  };
}

const shareOf = ({ hits, trials }: Proportion): number => (trials === 0 ? 0 : hits / trials);
