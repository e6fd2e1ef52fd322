import betaln from '@stdlib/math-base-special-betaln';
import { chiSquareUpperP } from './distributions.ts';

/** p-values below it say that the arms were not filled as planned: something is broken, and no verdict holds. */
export const mismatchLevel = 0.001;

/** How firmly the alternative expects the split to be near the planned one: as if so many users had shown it. */
const priorUsers = 1_000;

/**
 * Whether the users were split as planned. `pValue`: the chi-square test with one degree of freedom, for a single look. `pValueAnytime` may be
 * looked at every hour: one by the Bayes factor of a Dirichlet mixture around the plan. Lindon, Malek: "Anytime-Valid Inference for
 * Multinomial Count Data", NeurIPS 2022.
 */
export function sampleRatio(
  users: { control: number; variant: number },
  controlShare: number,
): { pValue: number; pValueAnytime: number } {
  const all = users.control + users.variant;
  if (all === 0) return { pValue: 1, pValueAnytime: 1 };
  const expected = all * controlShare;
  const chiSquare = (users.control - expected) ** 2 * (1 / expected + 1 / (all - expected));
  const [a, b] = [priorUsers * controlShare, priorUsers * (1 - controlShare)];
  const logBayesFactor =
    betaln(a + users.control, b + users.variant) -
    betaln(a, b) -
    users.control * Math.log(controlShare) -
    users.variant * Math.log(1 - controlShare);
  return { pValue: chiSquareUpperP(chiSquare, 1), pValueAnytime: Math.min(1, Math.exp(-logBayesFactor)) };
}
