import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { Candidate } from '../candidate.ts';
import { LateEvidence } from '../late-evidence.ts';
import { type BoughtTogether, countBoughtTogether } from './bought-together.ts';

/** Candidates whose pairs are counted at once: about as many as an answer has. To go through the orders of an anchor for each one alone would take longer. */
export const countedTogether = 12;

/** A product that stands in enough orders with one of the cart. */
export type Supported = { number: number; productId: string; score: number; anchorProductId: string };

/**
 * Candidates with the counts of their pairs. All orders of a popular product are tens of thousands, and of six candidates one is answered, so pairs are counted when the evidence of
 * one is first read, twelve at once. It has to be read before the next event, or the counts are those of a later moment; they are exact in any case. A copy of a candidate has its evidence as a value.
 */
export function withEvidence(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  supported: readonly Supported[],
  allOrders: number,
): Candidate<BoughtTogether>[] {
  const found: Candidate<BoughtTogether>[] = [];
  for (let from = 0; from < supported.length; from += countedTogether) {
    const some = supported.slice(from, from + countedTogether);
    let counted: readonly BoughtTogether[] | undefined;
    const evidenceOf = (n: number): BoughtTogether => {
      counted ??= countPairs(shards, joint, some, allOrders);
      const evidence = counted[n];
      if (evidence === undefined) throw new RangeError('a pair was not counted');
      return evidence;
    };
    for (const [n, { productId, score }] of some.entries())
      found.push(new LateEvidence(productId, score, evidenceOf, n, 0));
  }
  return found;
}

/** The counts of each pair, those with the same anchor at once. */
function countPairs(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  pairs: readonly Supported[],
  allOrders: number,
): readonly BoughtTogether[] {
  const found: BoughtTogether[] = [];
  for (const [anchorProductId, places] of Map.groupBy(pairs.keys(), (place) => pairs[place]?.anchorProductId ?? '')) {
    const numbers = Int32Array.from(places, (place) => pairs[place]?.number ?? -1);
    const counts = countBoughtTogether(shards, joint, anchorProductId, numbers, allOrders);
    for (const [n, count] of counts.entries()) found[places[n] ?? 0] = count;
  }
  return found;
}
