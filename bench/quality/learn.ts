import { createHash } from 'node:crypto';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createInteractionShard, type InteractionShard } from '#domain/interactions/interaction-shard.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { plainEvent } from '#testing/plain.ts';

const partitions = 4;
let made = 0;

/** An event of its own; its visit, and its order if it is a purchase, is `visit`, or the shopper's only one. */
export const eventOf = (
  type: ShopEvent['type'],
  userId: string,
  productId: string,
  timestampMs: number,
  visit: string = userId,
): ShopEvent =>
  plainEvent({
    id: createHash('sha256').update(String(made++)).digest().subarray(0, 16),
    type,
    userId,
    productId,
    timestampMs,
    receivedAtMs: timestampMs,
    sessionId: visit,
    purchase: type === 'purchase' ? { orderId: visit, priceE4: 1n, quantity: 1, currency: null } : null,
  });

/** The models as four partitions have them: they take events, and are asked as they are then. */
export function createLearner(): { apply(event: ShopEvent): void; shards(): ScopeInteractions[] } {
  const shards: InteractionShard[] = Array.from({ length: partitions }, () => createInteractionShard());
  return {
    apply: (event) => shards[hashOf(event.userId) % partitions]?.apply(event),
    shards: () => shards.flatMap((shard) => shard.scope(1) ?? []),
  };
}

export function learn(events: readonly ShopEvent[]): ScopeInteractions[] {
  const { apply, shards } = createLearner();
  for (const event of events) apply(event);
  return shards();
}

const hashOf = (text: string): number => createHash('md5').update(text).digest().readUInt32LE(0);
