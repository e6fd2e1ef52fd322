import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createItemSums, type ItemSums } from '../memory/item-sums.ts';
import type { Steps } from '../memory/steps.ts';

const hoursOfStep = 16;

/** Hours that are kept: the longest window, 30 days, and a day more. The oldest hour is dropped first. */
export const keptHours = 24 * 31;
export const hourMs = 3_600_000;

/** Weighted interactions of each item by the hour of the event, and of all time. */
export type HourlySums = {
  readonly sizeBytes: number;
  add(item: number, timestampMs: number, weight: number): void;
  /** Adds the hours that touch (nowMs - windowMs, nowMs], or all time for null, to arrays indexed by item. Returns false if there was nothing to add. */
  addWindowTo(windowMs: number | null, nowMs: number, weights: Float64Array, counts: Float64Array): boolean;
  write(to: ByteWriter): Steps;
};

export function createHourlySums(from?: ByteReader): HourlySums {
  const allTime = createItemSums(from);
  const hours = new Map<number, ItemSums>();
  for (const hour of from?.int32s() ?? []) hours.set(hour, createItemSums(from));
  let newest = Math.max(0, ...hours.keys());
  return {
    get sizeBytes() {
      let sum = allTime.sizeBytes;
      for (const sums of hours.values()) sum += sums.sizeBytes;
      return sum;
    },
    add(item, timestampMs, weight) {
      allTime.add(item, weight);
      const hour = Math.floor(timestampMs / hourMs);
      if (hour <= newest - keptHours) return;
      let sums = hours.get(hour);
      if (sums === undefined) {
        sums = createItemSums();
        hours.set(hour, sums);
        if (hour > newest) {
          newest = hour;
          for (const kept of hours.keys()) if (kept <= newest - keptHours) hours.delete(kept);
        }
      }
      sums.add(item, weight);
    },
    addWindowTo(windowMs, nowMs, weights, counts) {
      if (windowMs === null) {
        allTime.addTo(weights, counts);
        return allTime.size > 0;
      }
      let isAny = false;
      for (const [hour, sums] of hours) {
        if ((hour + 1) * hourMs <= nowMs - windowMs || hour * hourMs > nowMs) continue;
        sums.addTo(weights, counts);
        isAny = true;
      }
      return isAny;
    },
    *write(to) {
      allTime.write(to);
      const kept = [...hours.keys()];
      to.numbers(Int32Array.from(kept), kept.length);
      for (const [n, sums] of [...hours.values()].entries()) {
        sums.write(to);
        if (n % hoursOfStep === 0) yield;
      }
    },
  };
}
