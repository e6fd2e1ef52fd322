import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import type { Candidate } from '../candidate.ts';
import { type BoughtTogether, countBoughtTogether } from './bought-together.ts';

/** Candidates whose pairs are counted at once: about as many as an answer has. To go through the orders of an anchor for each one alone would take longer. */
const countedTogether = 12;

type Supported = { place: number; productId: string; score: number; anchorProductId: string };

/**
 * Candidates with the counts of their pairs. All orders of a popular product are tens of thousands, and of six candidates one is answered, so pairs are counted when the evidence of
 * one is first read, `together` at once. It has to be read before the next event, or the counts are those of a later moment; they are exact in any case.
 */
export function withEvidence(
  shards: readonly ScopeInteractions[],
  supported: readonly Supported[],
  allOrders: number,
  together = countedTogether,
): (Candidate<BoughtTogether> & { place: number })[] {
  const joint = jointItemsOf(shards);
  const candidates: (Candidate<BoughtTogether> & { place: number })[] = [];
  for (let from = 0; from < supported.length; from += together) {
    const some = supported.slice(from, from + together);
    let counted: BoughtTogether[] | undefined;
    const countAll = (): BoughtTogether[] => {
      const found: BoughtTogether[] = [];
      for (const [anchorProductId, places] of Map.groupBy(some.keys(), (place) => some[place]?.anchorProductId ?? '')) {
        const numbers = Int32Array.from(places, (place) => joint.find(some[place]?.productId ?? ''));
        const counts = countBoughtTogether(shards, anchorProductId, numbers, allOrders);
        for (const [n, count] of counts.entries()) found[places[n] ?? 0] = count;
      }
      return found;
    };
    for (const [n, { place, productId, score, anchorProductId }] of some.entries()) {
      const read = (): BoughtTogether => {
        counted ??= countAll();
        const found = counted[n];
        if (found === undefined) throw new RangeError('a pair was not counted');
        return found;
      };
      candidates.push({ place, productId, score, evidence: countedOnceRead(anchorProductId, read) });
    }
  }
  return candidates;
}

const countedOnceRead = (anchorProductId: string, read: () => BoughtTogether): BoughtTogether => ({
  kind: 'bought_together',
  anchorProductId,
  get orders() {
    return read().orders;
  },
  get anchorOrders() {
    return read().anchorOrders;
  },
  get productOrders() {
    return read().productOrders;
  },
  get allOrders() {
    return read().allOrders;
  },
  get support() {
    return read().support;
  },
  get confidence() {
    return read().confidence;
  },
  get lift() {
    return read().lift;
  },
});
