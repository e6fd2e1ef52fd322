import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { KeptVisit } from '../strategies/session/similar-visits.ts';

/** A visit that is kept: its distinct products, the last touched at the end, and how many events with a weight its shopper has had in all. */
export type Visit = KeptVisit & { products: readonly string[]; total: number };

/**
 * The visit that a question is asked in, undefined if none is kept: the shopper's of this id, or without an id the one they are in now. Who asks
 * without a name is in the visit of this id that was touched last, whoever's it is.
 */
export function findVisit(
  shards: readonly ScopeInteractions[],
  { userId, sessionId }: { userId: string | null; sessionId: string | null },
  nowMs: number,
): Visit | undefined {
  const inShard = ({ shoppers, sessions }: ScopeInteractions): number => {
    if (userId === null) return sessionId === null ? -1 : sessions.findOfAnybody(sessionId);
    const slot = shoppers.find(userId);
    if (slot < 0) return -1;
    return sessionId === null ? sessions.currentOf(slot, nowMs) : sessions.find(slot, sessionId);
  };
  let found: Visit | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [shard, scope] of shards.entries()) {
    const number = inShard(scope);
    if (number < 0 || scope.sessions.lastMsOf(number) <= lastMs) continue;
    lastMs = scope.sessions.lastMsOf(number);
    const { sets, ownerOf } = scope.sessions;
    const total = scope.shoppers.totalOf(scope.shoppers.slotOf(ownerOf(number)));
    found = { shard, slot: sets.slotOf(number), products: Array.from(sets.itemsOf(number), scope.items.nameOf), total };
  }
  return found;
}
