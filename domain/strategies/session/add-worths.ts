import { shareOf, termGrid } from './repeat-terms.ts';

/** A product of the visit in a question: its score by votes as a share of the best one, how many products were touched after it, and how often the shopper came back to it. */
type OwnProduct = { readonly byVotes: number; readonly back: number; readonly returns: number };

/** A question whose answer is known, in shares of the best score that votes give. */
export type KnownQuestion = {
  /** Other visits that vote. */
  readonly voters: number;
  /** The products of the visit, the last touched at the end. */
  readonly own: readonly OwnProduct[];
  /** Scores by votes of the best products that are not of the visit, the best first: as many as an answer has. */
  readonly others: readonly number[];
  /** What came next: its place in `own`, and if that is -1, its score by votes. */
  readonly target: number;
  readonly targetByVotes: number;
};

/** Places of an answer that count. */
export const countedPlaces = 20;
/** What it is worth that what came next is in the answer, and beside that what its place is worth: so much ÷ place. Integers, so that sums are exact. */
export const worthOfHit = 500;
export const worthOfFirst = 1_000;

/** By place of what came next, from 1. */
const worths = Array.from({ length: countedPlaces + 1 }, (_, place) =>
  place === 0 ? 0 : worthOfHit + Math.round(worthOfFirst / place),
);

/** Scores of the products of one visit. */
const scores = new Float64Array(64);

/**
 * Adds to `gains`, from place `first` on, what the answer to a question would have been worth by each terms of the grid. A product that nothing speaks for is in no answer. What the term
 * for the last product does not touch is reckoned once for all of its values: one at a time, the 252 settings would take as long as the question.
 */
export function addWorths(question: KnownQuestion, gains: Int32Array, first: number): void {
  const { own, others, target, targetByVotes } = question;
  const { lasts, inVisits, agains } = termGrid;
  const newest = own.length - 1;
  for (const [v, inVisit] of inVisits.entries())
    for (const [a, again] of agains.entries()) {
      const scoreOf = (n: number, last: number): number => {
        const product = own[n];
        return product === undefined
          ? 0
          : product.byVotes + shareOf({ last, inVisit, again }, product.back, product.returns);
      };
      for (let n = 0; n < newest; n++) scores[n] = scoreOf(n, 0);
      /** How many have more than this score, but for the newest product and what came next. */
      const countAbove = (score: number): number => {
        let above = 0;
        while ((others[above] ?? 0) > score) above += 1;
        for (let n = 0; n < newest; n++) if (n !== target && (scores[n] ?? 0) > score) above += 1;
        return above;
      };
      const known = target < 0 ? targetByVotes : (scores[target] ?? 0);
      const above = target === newest || known <= 0 ? 0 : countAbove(known);
      for (const [l, last] of lasts.entries()) {
        const scoreOfNewest = scoreOf(newest, last);
        const score = target === newest ? scoreOfNewest : known;
        if (score <= 0) continue;
        const place = target === newest ? 1 + countAbove(score) : 1 + above + (scoreOfNewest > score ? 1 : 0);
        const at = first + (l * inVisits.length + v) * agains.length + a;
        gains[at] = (gains[at] ?? 0) + (worths[place] ?? 0);
      }
    }
}
