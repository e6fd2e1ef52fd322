import { attributeLastClick, type Touch } from '#domain/attribution/attribute-last-click.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { Touches } from '../projection.ts';

/** A purchase, its click with this batch (`click`) and without it (`before`); undefined if it has none. */
export type Attribution = { purchase: PlacedEvent; click: PlacedEvent | undefined; before: PlacedEvent | undefined };

type PlacedTouch = Touch & { placed: PlacedEvent };

/**
 * Returns every purchase that came with this batch or near a click of it, with what is attributed to it with the batch's events and
 * without them. A purchase without any other touch near it is left out: nothing is attributed to it, and nothing was.
 */
export function attributionsOf(around: Touches, batch: { events: readonly PlacedEvent[] }): Attribution[] {
  const offsets = new Set(batch.events.map(({ offset }) => offset));
  const ids = new Set(batch.events.map(({ event }) => event.id.toString('latin1')));
  const isOfBatch = (placed: PlacedEvent) => offsets.has(placed.offset) && ids.has(placed.event.id.toString('latin1'));
  return [...around.values()].flatMap((all) => {
    // So are nearly all: bought without a click, or clicked and not bought.
    if (all.length === 1) return [];
    const touches = all.map(toTouch);
    const after = attributeLastClick(touches);
    const old = touches.filter(({ placed }) => !isOfBatch(placed));
    const before = attributeLastClick(old);
    return touches
      .filter(({ kind }) => kind === 'purchase')
      .map((purchase) => ({
        purchase: purchase.placed,
        click: after.get(purchase)?.placed,
        before: before.get(purchase)?.placed,
      }));
  });
}

function toTouch(placed: PlacedEvent): PlacedTouch {
  return {
    kind: placed.event.type === 'purchase' ? 'purchase' : 'click',
    id: placed.event.id.toString('hex'),
    timestampMs: placed.event.timestampMs,
    placed,
  };
}
