import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Filter } from './filter-candidates.ts';
import type { ServedItem } from './rank.ts';
import type { Trace } from './trace.ts';

/**
 * Why a candidate is not in the answer: a filter, a rule, a `limit` rule (or a cap of the same kind), others that scored higher, a pin that stands in its place, or, of a pin itself, that
 * its place was taken or lies behind the end.
 */
export type Loss =
  | 'unavailable'
  | 'excluded'
  | 'rule'
  | 'purchased'
  | 'seen'
  | 'limit'
  | 'lower_score'
  | 'displaced'
  | 'no_place';

/** A candidate that is not in the answer. `strategy` is the first that proposed it, `score` what that one gave. */
export type LostCandidate = { productId: string; strategy: string; score: number | null; because: Loss; rule?: string };

const lossOf = (filter: Filter): Loss => (filter === 'rules' ? 'rule' : filter);

/** Every candidate of every strategy that was asked, and every pinned product, that is not served; each once, in the order in which they were proposed. */
export function findLost(
  { rounds, takenBy, ruledOut, notPinned, heldBack, outdone }: Trace,
  items: readonly ServedItem[],
  { pins }: Pick<RulesInForce, 'pins'>,
): LostCandidate[] {
  const served = new Set(items.map(({ candidate }) => candidate.productId));
  const picked = new Set(rounds.flatMap((round) => round.picked.map(({ candidate }) => candidate.productId)));
  const lost = new Map<string, LostCandidate>();
  for (const { strategy, candidates, kept } of rounds) {
    const isKept = new Set(kept.map(({ candidate }) => candidate.productId));
    for (const { productId, score } of candidates) {
      if (served.has(productId) || lost.has(productId)) continue;
      // Of what this strategy may show it says nothing that another one may not.
      const filter = isKept.has(productId) ? undefined : takenBy.get(productId);
      const held = heldBack.get(productId);
      const because =
        filter !== undefined
          ? lossOf(filter)
          : picked.has(productId)
            ? 'displaced'
            : held !== undefined
              ? 'limit'
              : 'lower_score';
      const rule =
        because === 'limit' ? held : because === 'lower_score' ? outdone.get(productId) : ruledOut.get(productId);
      lost.set(productId, {
        productId,
        strategy: strategy.name,
        score,
        because,
        ...(rule === undefined ? {} : { rule }),
      });
    }
  }
  for (const { id, productIds } of pins)
    for (const productId of productIds) {
      if (served.has(productId) || lost.has(productId)) continue;
      const taker = ruledOut.get(productId);
      const because = notPinned.get(productId) ?? (taker === undefined ? 'no_place' : 'rule');
      lost.set(productId, { productId, strategy: 'pinned', score: null, because, rule: taker ?? id });
    }
  return [...lost.values()];
}
