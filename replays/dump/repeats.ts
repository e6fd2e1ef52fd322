import { countedFor } from '#domain/analytics/count-once.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';

/** An impression or a click of an answer comes within this time after another one of the same answer: as long as tokens live, and a day more. */
const answerMs = 2 * 86_400_000;

/** Returns a function that tells of each event whether it repeats an earlier one of the same answer and product, which counts once. Events come by time; it remembers two days. */
export function createRepeats(): (event: ShopEvent) => boolean {
  const seen = new Map<string, number>();
  return (event) => {
    const counted = countedFor(event);
    if (counted === null) return false;
    for (const [known, atMs] of seen) {
      if (event.timestampMs - atMs <= answerMs) break;
      seen.delete(known);
    }
    if (seen.has(counted)) return true;
    seen.set(counted, event.timestampMs);
    return false;
  };
}
