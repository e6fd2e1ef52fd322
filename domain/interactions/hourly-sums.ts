import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createItemSums, type ItemSums } from '../memory/item-sums.ts';
import type { Steps } from '../memory/steps.ts';

const hoursOfStep = 16;

/** Hours that are kept: the longest window, 30 days, and a day more. The oldest hour is dropped first. */
export const keptHours = 24 * 31;
export const hourMs = 3_600_000;

/** A window is cut into so many parts of equal length, of which each weighs twice the one before. */
const partsOfWindow = 8;
/** Windows whose sums are kept from question to question. */
const maxWindows = 8;

/** Weighted interactions of each item by the hour of the event, and of all time. */
export type HourlySums = {
  readonly sizeBytes: number;
  add(item: number, timestampMs: number, weight: number): void;
  /** Takes back what was added to an item at a time of this hour. */
  takeBack(item: number, timestampMs: number, weight: number): void;
  /**
   * The hours that touch (nowMs - windowMs, nowMs], or all time for null. What happened lately tells more of what comes next: a window has eight parts of equal
   * length, and weights count once in the oldest, twice in the one after it, then four times, and so on; those of all time once. Counts are as they are. Valid until the next `add`.
   */
  sumsOf(windowMs: number | null, nowMs: number): ItemSums;
  /** How often weights of an hour, counted since 1970, count in these sums; 0 if it is not within, or not kept. */
  timesIn(windowMs: number | null, nowMs: number, hour: number): number;
  write(to: ByteWriter): Steps;
};

export function createHourlySums(from?: ByteReader): HourlySums {
  const allTime = createItemSums(from);
  const hours = new Map<number, ItemSums>();
  for (const hour of from?.int32s() ?? []) hours.set(hour, createItemSums(from));
  let newest = Math.max(0, ...hours.keys());
  /** By length. They only save work, and are no part of the state: an event is added where it lies within, and in another hour the hours are added and taken away that count otherwise then. */
  const windows = new Map<number, Window>();
  return {
    get sizeBytes() {
      let sum = allTime.sizeBytes;
      for (const sums of hours.values()) sum += sums.sizeBytes;
      for (const { sums } of windows.values()) sum += sums.sizeBytes;
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
          for (const [kept, dropped] of hours) {
            if (kept > newest - keptHours) continue;
            hours.delete(kept);
            for (const window of windows.values()) {
              if (!isWithin(kept, window)) continue;
              window.sums.addAll(dropped, -timesOf(kept, window), -1);
              window.sums = window.sums.compacted();
            }
          }
        }
      }
      sums.add(item, weight);
      for (const window of windows.values())
        if (isWithin(hour, window)) window.sums.add(item, weight * timesOf(hour, window));
    },
    takeBack(item, timestampMs, weight) {
      allTime.add(item, -weight, -1);
      const hour = Math.floor(timestampMs / hourMs);
      const sums = hours.get(hour);
      if (sums === undefined) return;
      sums.add(item, -weight, -1);
      for (const window of windows.values())
        if (isWithin(hour, window)) window.sums.add(item, -weight * timesOf(hour, window), -1);
    },
    sumsOf(windowMs, nowMs) {
      if (windowMs === null) return allTime;
      const { first, last } = hoursOf(windowMs, nowMs);
      const known = windows.get(windowMs) ?? nothing;
      if (known.first === first && known.last === last) return known.sums;
      const window = moved(known, { first, last }, hours);
      windows.delete(windowMs);
      windows.set(windowMs, window);
      const { value: oldest = windowMs } = windows.keys().next();
      if (windows.size > maxWindows) windows.delete(oldest);
      return window.sums;
    },
    timesIn(windowMs, nowMs, hour) {
      if (windowMs === null) return 1;
      const window = hoursOf(windowMs, nowMs);
      return hours.has(hour) && isWithin(hour, window) ? timesOf(hour, window) : 0;
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

type Hours = { first: number; last: number };

/** The sums of the hours from `first` to `last`. */
type Window = Hours & { sums: ItemSums };

/** Within no hour. */
const nothing: Window = { first: 0, last: -1, sums: createItemSums() };

/** The same window an hour or more later: of a day of 25 hours 8 count otherwise an hour later, of 30 days as many. A window that has little in common with the former one is summed anew. */
function moved(former: Window, to: Hours, hours: ReadonlyMap<number, ItemSums>): Window {
  const window: Window = { ...to, sums: former.sums };
  const changed: { sums: ItemSums; times: number; counted: number }[] = [];
  let within = 0;
  for (const [hour, sums] of hours) {
    const [wasWithin, isNowWithin] = [isWithin(hour, former), isWithin(hour, window)];
    const times = (isNowWithin ? timesOf(hour, window) : 0) - (wasWithin ? timesOf(hour, former) : 0);
    if (isNowWithin) within += 1;
    if (times !== 0) changed.push({ sums, times, counted: Number(isNowWithin) - Number(wasWithin) });
  }
  if (changed.length >= within) {
    window.sums = createItemSums();
    for (const [hour, sums] of hours) if (isWithin(hour, window)) window.sums.addAll(sums, timesOf(hour, window));
    return window;
  }
  for (const { sums, times, counted } of changed) window.sums.addAll(sums, times, counted);
  window.sums = window.sums.compacted();
  return window;
}

const hoursOf = (windowMs: number, nowMs: number) => ({
  first: Math.floor((nowMs - windowMs) / hourMs),
  last: Math.floor(nowMs / hourMs),
});

const isWithin = (hour: number, { first, last }: Hours): boolean => hour >= first && hour <= last;

/** How often a weight of this hour counts: 1 in the oldest part of the window, 2, 4 … in those after it. Integers, so that sums are exact in any order. */
function timesOf(hour: number, { first, last }: Hours): number {
  return 2 ** (partsOfWindow - 1 - Math.floor(((last - hour) * partsOfWindow) / (last - first + 1)));
}
