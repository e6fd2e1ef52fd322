import { backShare, countedReturns, termGrid } from './repeat-terms.ts';

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

/** Products of a visit at most. */
const mostOwn = 64;
/** By place in one visit. `backs`: what the term for the visit is multiplied with, `returned` the one for coming back. `scores`: by one setting of these two. */
const backs = new Float64Array(mostOwn);
const returned = new Float64Array(mostOwn);
const scores = new Float64Array(mostOwn);

/**
 * Adds to `gains`, from place `first` on, what the answer to a question would have been worth by each terms of the grid. A product that nothing speaks for is in no answer. What the term
 * for the last product does not touch is reckoned once for all of its values: one at a time, the 252 settings would take as long as the question. Scores are those of `shareOf`, to the bit.
 */
export function addWorths(question: KnownQuestion, gains: Int32Array, first: number): void {
  const { own, target, targetByVotes } = question;
  const { lasts, inVisits, agains } = termGrid;
  const newest = own.length - 1;
  for (let n = 0; n <= newest; n++) {
    backs[n] = backShare(own[n]?.back ?? 0);
    returned[n] = countedReturns(own[n]?.returns ?? 0);
  }
  const newestByVotes = own[newest]?.byVotes ?? 0;
  for (let v = 0; v < inVisits.length; v++)
    for (let a = 0; a < agains.length; a++) {
      const [inVisit = 0, again = 0] = [inVisits[v], agains[a]];
      for (let n = 0; n < newest; n++)
        scores[n] = (own[n]?.byVotes ?? 0) + (inVisit * (backs[n] ?? 0) + again * (returned[n] ?? 0)) / 100;
      const ofNewest = inVisit * (backs[newest] ?? 0) + again * (returned[newest] ?? 0);
      const known = target < 0 ? targetByVotes : (scores[target] ?? 0);
      const above = target === newest || known <= 0 ? 0 : countAbove(question, known);
      for (let l = 0; l < lasts.length; l++) {
        const scoreOfNewest = newest < 0 ? 0 : newestByVotes + (ofNewest + (lasts[l] ?? 0)) / 100;
        const score = target === newest ? scoreOfNewest : known;
        if (score <= 0) continue;
        const place = target === newest ? 1 + countAbove(question, score) : 1 + above + (scoreOfNewest > score ? 1 : 0);
        const at = first + (l * inVisits.length + v) * agains.length + a;
        gains[at] = (gains[at] ?? 0) + (worths[place] ?? 0);
      }
    }
}

/** How many have more than this score, but for the newest product of the visit and what came next. */
function countAbove({ own, others, target }: KnownQuestion, score: number): number {
  let above = 0;
  while (above < others.length && (others[above] ?? 0) > score) above += 1;
  for (let n = 0; n < own.length - 1; n++) if (n !== target && (scores[n] ?? 0) > score) above += 1;
  return above;
}
