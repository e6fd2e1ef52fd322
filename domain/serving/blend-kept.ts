import type { Kept } from './filter-candidates.ts';

/** Where a strategy of the blend has a product, from 1, and what that adds to its score. */
type Share = { strategy: string; place: number; adds: number };

/**
 * Lists of several strategies as one, each product once, by weighted reciprocal rank: a product has weight / (1 + place) of each list it is in, places from 1. Places are
 * taken and not scores, since those of two strategies do not compare: one falls steeply, another is flat. Cormack, Clarke and Büttcher (SIGIR 2009) add 60 to the place, which
 * among 60 candidates would make a weight of 2 a plain precedence; with 1, lists of weights 3 and 1 that share nothing take about 3 and 1 of 4 places. Reason and evidence
 * are those of the list that adds most, the first of equal ones. Ties go to the first list.
 */
export function blendKept(lists: readonly { weight: number; kept: Iterable<Kept> }[]): readonly Kept[] {
  const found = new Map<string, { one: Kept; shares: Share[] }>();
  for (const { weight, kept } of lists)
    for (const [n, one] of [...kept].entries()) {
      const place = n + 1;
      const share = { strategy: one.proposedBy, place, adds: weight / (1 + place) };
      const known = found.get(one.candidate.productId);
      if (known === undefined) found.set(one.candidate.productId, { one, shares: [share] });
      else {
        if (share.adds > Math.max(...known.shares.map(({ adds }) => adds))) known.one = one;
        known.shares.push(share);
      }
    }
  return [...found.values()]
    .map(({ one, shares }) => {
      const score = shares.reduce((sum, { adds }) => sum + adds, 0);
      const blend = shares.map(({ strategy, place }) => ({ strategy, place }));
      const by = score / one.candidate.score;
      return {
        ...one,
        candidate: { productId: one.candidate.productId, score, evidence: { ...one.candidate.evidence, blend } },
        score: one.score * by,
        unlowered: one.unlowered * by,
      };
    })
    .sort((a, b) => b.candidate.score - a.candidate.score);
}
