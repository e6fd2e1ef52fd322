import type { ShopEvent } from '../events/shop-event.ts';

/** What an impression or click counts once for; null for events that each count. Texts do not run into each other. */
export function countedFor(event: Pick<ShopEvent, 'exposureId' | 'type' | 'productId'>): string | null {
  return event.exposureId === null ? null : `${event.exposureId.toString('hex')} ${event.type} ${event.productId}`;
}

/**
 * The events that count: of the impressions, and of the clicks, of one product under one answer only the first by position. `events` are in the order of
 * positions; `before` is what events before them were counted for.
 */
export function countingOnce<Placed extends { event: Pick<ShopEvent, 'exposureId' | 'type' | 'productId'> }>(
  events: readonly Placed[],
  before: ReadonlySet<string>,
): readonly Placed[] {
  const seen = new Set<string>();
  return events.filter(({ event }) => {
    const wanted = countedFor(event);
    if (wanted === null) return true;
    return !before.has(wanted) && seen.size !== seen.add(wanted).size;
  });
}
