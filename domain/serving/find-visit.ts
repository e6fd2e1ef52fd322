import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { KeptVisit } from '../strategies/session/similar-visits.ts';

/** A visit that is kept: its distinct products, the last touched at the end, and how many events with a weight its shopper has had in all. */
export type Visit = KeptVisit & { products: readonly string[]; total: number };

type Asked = { userId: string | null; sessionId: string | null };

/** Shorter ids may be counters or times, which several shoppers have at once: then another's visit of the same id is a stranger's. */
const leastJoinedLength = 16;

/**
 * The visit that a question is asked in, undefined if none is kept: the shopper's of this id, or without an id the one they are in now. Who asks
 * without a name is in the visit of this id that was touched last, whoever's it is. With `joins`, what happened in a visit of this id under another
 * name comes before the shopper's own products: who logs in goes on with the visit, and is another shopper from then on.
 */
export function findVisit(
  shards: readonly ScopeInteractions[],
  { userId, sessionId }: Asked,
  nowMs: number,
  joins: boolean,
): Visit | undefined {
  if (userId === null)
    return sessionId === null ? undefined : newestOf(shards, ({ sessions }) => sessions.findOfAnybody(sessionId));
  const own = newestOf(shards, ({ shoppers, sessions }) => {
    const slot = shoppers.find(userId);
    if (slot < 0) return -1;
    return sessionId === null ? sessions.currentOf(slot, nowMs) : sessions.find(slot, sessionId);
  });
  if (!joins || sessionId === null || sessionId.length < leastJoinedLength) return own;
  const before = newestOf(shards, ({ shoppers, sessions }) => {
    const slot = shoppers.find(userId);
    return slot < 0 ? sessions.findOfAnybody(sessionId) : sessions.findOfOthers(sessionId, shoppers.refOf(slot));
  });
  if (own === undefined || before === undefined) return own ?? before;
  const again = new Set(own.products);
  const products = [...before.products.filter((productId) => !again.has(productId)), ...own.products];
  return { ...own, products, total: own.total + before.total };
}

/** The one that was touched last of those that are found, one a shard; -1 is none. */
function newestOf(
  shards: readonly ScopeInteractions[],
  findIn: (scope: ScopeInteractions) => number,
): Visit | undefined {
  let found: Visit | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [shard, scope] of shards.entries()) {
    const number = findIn(scope);
    if (number < 0 || scope.sessions.lastMsOf(number) <= lastMs) continue;
    lastMs = scope.sessions.lastMsOf(number);
    const { sets, ownerOf } = scope.sessions;
    const total = scope.shoppers.totalOf(scope.shoppers.slotOf(ownerOf(number)));
    found = { shard, slot: sets.slotOf(number), products: Array.from(sets.itemsOf(number), scope.items.nameOf), total };
  }
  return found;
}
