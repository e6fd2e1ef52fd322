/**
 * What speaks for a product of the visit itself beside its votes, in hundredths of the best score that votes give; below zero it speaks against it. `last`: it was touched last.
 * `inVisit`: it was in the visit, .8 times less for each product further back. `again`: for each time that the shopper came back to it, four at most.
 */
export type RepeatTerms = { readonly last: number; readonly inVisit: number; readonly again: number };

/** Those of a young shop, small enough to lose against what is clearly voted for. Shoppers come back to what they have just looked at, in one shop more than in another. */
export const defaultTerms: RepeatTerms = { last: 10, inVisit: 15, again: 0 };

const inVisitDecay = 0.8;
const mostReturns = 4;

/** By places back in the visit. By multiplication alone, which gives the same bits on every machine. */
const byBack = new Float64Array(64);
for (let back = 0, share = 1; back < byBack.length; back++, share *= inVisitDecay) byBack[back] = share;

/** What the term for a product of the visit is multiplied with. `back`: how many others were touched after it. */
export const backShare = (back: number): number => byBack[back] ?? 0;
/** What the term for coming back is multiplied with. */
export const countedReturns = (returns: number): number => Math.min(mostReturns, returns);

/** The share of the best score that a product of the visit has beside its votes. `back`: how many others were touched after it; `returns`: how often the shopper came back to it. */
export function shareOf({ last, inVisit, again }: RepeatTerms, back: number, returns: number): number {
  const share = inVisit * backShare(back) + again * countedReturns(returns) + (back === 0 ? last : 0);
  return share / 100;
}

/** The values of each term that a shop may learn. */
export const termGrid = {
  lasts: [-100, -50, -20, -10, 0, 10, 20, 40, 80],
  inVisits: [-100, -40, -15, 0, 15, 30, 60],
  agains: [-20, 0, 15, 30],
} as const;

/** All terms that a shop may learn. */
export const termsGrid: readonly RepeatTerms[] = termGrid.lasts.flatMap((last) =>
  termGrid.inVisits.flatMap((inVisit) => termGrid.agains.map((again) => ({ last, inVisit, again }))),
);

/**
 * Kinds of questions by how many other visits vote. The fewer they are, the less their votes say, and the more the visit itself: terms are learnt for each kind. That is also why a shard can
 * learn alone, which knows a part of the visits, what serves with all of them.
 */
const votersOfKind = [0, 20, 60, 140];
export const kinds = votersOfKind.length;
export const kindOf = (voters: number): number => votersOfKind.findLastIndex((least) => voters >= least);
