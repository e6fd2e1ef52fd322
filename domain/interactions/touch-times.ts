import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIntLists, type ListsInPlace } from '../memory/int-lists.ts';
import { fewItems } from '../memory/recent-sets.ts';
import type { Steps } from '../memory/steps.ts';

/**
 * When each product of a visit was touched last, beside the list of its products. Times are kept in milliseconds modulo 2^32: the order of two is known if no more than 24 days lie between them.
 */
export type TouchTimes = {
  readonly sizeBytes: number;
  /** Takes in that the product at `place` was touched, -1 for one that is new; the last of the visit's list in `items` is that product now. Puts it behind what was touched before it, or at the same time: where it came in the order of events, it stays at the end. */
  touch(visit: number, items: ListsInPlace, place: number, timestampMs: number): void;
  /** The time of the product at each place, as milliseconds before `lastMs`. */
  agesOf(visit: number, lastMs: number): number[];
  clear(visit: number): void;
  write(to: ByteWriter): Steps;
};

export function createTouchTimes(from?: ByteReader): TouchTimes {
  const times = createIntLists(from, fewItems);
  return {
    get sizeBytes() {
      return times.sizeBytes;
    },
    touch(visit, items, place, timestampMs) {
      let time = timestampMs | 0;
      if (place < 0) times.push(visit, time);
      const held = times.arrayOf(visit);
      const start = times.offsetOf(visit);
      const end = start + times.lengthOf(visit) - 1;
      if (place >= 0) {
        const before = held[start + place] ?? 0;
        if (isLater(before, time)) time = before;
        if (start + place < end) held.copyWithin(start + place, start + place + 1, end + 1);
        held[end] = time;
      }
      let at = end;
      while (at > start && isLater(held[at - 1] ?? 0, time)) at -= 1;
      if (at === end) return;
      const products = items.arrayOf(visit);
      const shift = items.offsetOf(visit) - start;
      const item = products[end + shift] ?? 0;
      held.copyWithin(at + 1, at, end);
      products.copyWithin(at + 1 + shift, at + shift, end + shift);
      held[at] = time;
      products[at + shift] = item;
    },
    agesOf: (visit, lastMs) => Array.from(times.valuesOf(visit), (time) => ((lastMs | 0) - time) >>> 0),
    clear: times.clear,
    write: (to) => times.write(to),
  };
}

const isLater = (a: number, b: number): boolean => ((a - b) | 0) > 0;
