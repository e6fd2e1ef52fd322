import { seededRandom } from '#domain/seeded-random.ts';
import { estimate, type LoggedAnswer } from '#domain/what-if/estimate.ts';
import type { Counterfactual } from '#schemas/http/replay-reports.ts';

/** With fewer showings of equal weight an interval says nothing. */
const leastEffective = 100;
/** With less support an estimate tells of another change than the one that was asked about. */
const leastSupported = 0.8;
/** The same for each replay, so that the same answers give the same intervals. */
const seed = 1;
const resamples = 500;

/** Estimates what the change would have earned in clicks, or says why it cannot be known and what to do; null if no order was drawn. */
export function counterfactualOf(logged: readonly LoggedAnswer[]): Counterfactual | null {
  if (logged.length === 0) return null;
  const { estimates, ...found } = estimate(logged, resamples, seededRandom(seed));
  const refused = refusalOf(logged, found);
  return { ...found, refused, estimates: refused === null ? estimates : [] };
}

function refusalOf(
  logged: readonly LoggedAnswer[],
  { supported, effectiveSample }: Pick<Counterfactual, 'supported' | 'effectiveSample'>,
): string | null {
  if (logged.every(({ today, changed }) => today.join('\n') === changed.join('\n'))) return null;
  if (supported < leastSupported)
    return `Only ${(100 * supported).toFixed(0)} % of the places that would change have a product that was in the answer: exploration draws the order of products, and not the products. Ask about a change of their order, or run an experiment.`;
  if (effectiveSample < leastEffective)
    return `The answers are worth ${effectiveSample.toFixed(0)} showings of what would change, and ${leastEffective} are needed: ask for more days or answers, or set a larger share of exploration and wait.`;
  return null;
}
