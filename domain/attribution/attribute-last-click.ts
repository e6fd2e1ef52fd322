/** A purchase belongs to a click if it follows within this time, by event time. */
export const attributionWindowMs = 30 * 60_000;

/** A click or a purchase of one user and product, as attribution needs it. `id` breaks ties of time. */
export type Touch = { kind: 'click' | 'purchase'; id: string; timestampMs: number };

/**
 * Returns for each purchase its latest click within the 30 minutes before it (both ends inclusive), by event time. Of two clicks at the same
 * time the one with the greater id is taken. A purchase without a click is not in the map. Order and repetition of `touches` do not matter.
 */
export function attributeLastClick<T extends Touch>(touches: readonly T[]): Map<T, T> {
  const clicks = touches.filter(({ kind }) => kind === 'click').sort(byTime);
  const attributed = new Map<T, T>();
  for (const purchase of touches) {
    if (purchase.kind !== 'purchase') continue;
    const click = clicks.findLast(({ timestampMs }) => timestampMs <= purchase.timestampMs);
    if (click !== undefined && purchase.timestampMs - click.timestampMs <= attributionWindowMs)
      attributed.set(purchase, click);
  }
  return attributed;
}

const byTime = (a: Touch, b: Touch): number =>
  a.timestampMs - b.timestampMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
