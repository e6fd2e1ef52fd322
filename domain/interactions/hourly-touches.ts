import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIdWindow } from '../memory/id-window.ts';
import { mixed } from '../memory/mixed.ts';
import type { Scope } from '../scope.ts';
import type { Touch } from './busy-hours.ts';
import { hourMs } from './hourly-sums.ts';
import type { ShopperRef } from './shoppers.ts';

/** Of one generation, of all scopes of a shard: the last 32,768 to 65,536 are known, in 1.5 MB. */
const generationTouches = 32_768;
/** More than there are weights of events. */
const weightRoom = 8;
/** Above any weight: says that what was put into a cart in this hour was taken out of it. */
const takenBack = 7;

/** What shoppers did to which products in which hours, the last of it: so that one shopper, or a program that plays one, makes no trend alone. */
export type HourlyTouches = {
  /** True if no event of this weight has counted for this shopper, product and hour of event time, as far as is known; it has from then on. */
  isFirst(scope: Scope, ref: ShopperRef, item: number, timestampMs: number, weight: number): boolean;
  /** Notes that the one put into a cart in this hour counts no more. */
  takeBack(scope: Scope, ref: ShopperRef, item: number, timestampMs: number): void;
  /** What counts of a shopper in the hour of this time, as far as is known, in the order in which it came; `cartWeight` is what can be taken back. */
  countedOf(scope: Scope, ref: ShopperRef, timestampMs: number, cartWeight: number): Touch[];
  write(to: ByteWriter): void;
};

/** From a snapshot if one is given. */
export function createHourlyTouches(from?: ByteReader): HourlyTouches {
  const known = createIdWindow(generationTouches, from);
  const add = (scope: Scope, ref: ShopperRef, item: number, timestampMs: number, weight: number): boolean => {
    const hour = hourOf(timestampMs, weight);
    return known.addWords(hour, scope, item, lastWord(hour, scope, item, ref));
  };
  return {
    isFirst: add,
    takeBack: (scope, ref, item, timestampMs) => void add(scope, ref, item, timestampMs, takenBack),
    countedOf(scope, ref, timestampMs, cartWeight) {
      const first = hourOf(timestampMs, 0);
      const counted = new Map<number, Touch>();
      // What was taken back stands behind what it takes back.
      known.each((words, at) => {
        const [hour, of, item, last] = [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
        const weight = (hour | 0) - first;
        if (weight < 0 || weight >= weightRoom || of !== scope) return;
        if ((last | 0) !== lastWord(hour | 0, scope, item, ref)) return;
        if (weight === takenBack) counted.delete(item * weightRoom + cartWeight);
        else counted.set(item * weightRoom + weight, { item, weight });
      });
      return [...counted.values()];
    },
    write: known.write,
  };
}

const hourOf = (timestampMs: number, weight: number): number =>
  (Math.floor(timestampMs / hourMs) * weightRoom + weight) | 0;

/** As the window looks for: other bits for another shopper, of one hour, scope and product. */
const lastWord = (hour: number, scope: Scope, item: number, ref: ShopperRef): number =>
  mixed(mixed(mixed(hour) ^ scope) ^ item) ^ mixed(ref);
