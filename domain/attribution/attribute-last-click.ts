/** How long after a click a purchase may follow, event time. */
export const attributionWindowMs = 30 * 60_000;

/** A click or a purchase of one user and product, as attribution needs it. `id` breaks ties of time. */
export type Touch = { kind: 'click' | 'purchase'; id: string; timestampMs: number };

/**
 * For each purchase its latest click within 30 minutes before (inclusive on both ends), in event time; ties of time go to the
 * greater id. A purchase without one is not in the answer. A function of the set: order and repetition of `touches` do not matter.
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
