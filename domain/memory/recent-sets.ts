import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import { createIntLists, type ListsInPlace } from './int-lists.ts';
import type { SparseSums } from './sparse-sums.ts';
import type { Steps } from './steps.ts';

/** Limits of `RecentSets`. */
export type RecentSetLimits = {
  /** The most sets that are kept; the oldest is dropped first. */
  sets: number;
  /** The most items of one set; further items are not added. */
  itemsOfSet: number;
  /** The most recent sets of an item that can be found by it; all of them if it is left out. */
  setsOfItem?: number;
};

/**
 * The most recent sets of items (sessions, orders), and for each item the sets with it. A set has a number, rising from 0 by age; it lives in
 * slot number modulo `limits.sets`. An item's list may still name dropped sets; `isKept` tells them apart.
 */
export type RecentSets = {
  /** Sets made so far. */
  readonly made: number;
  readonly kept: number;
  readonly sizeBytes: number;
  /** Of each item the sets that have it, the first three at most, summed up: changes as long as there are items that are new to the sets. */
  readonly firstSets: number;
  /** Makes an empty set and returns its number; `onDrop` is called with the set that is dropped for it, while its items can still be read. */
  open(onDrop?: (number: number) => void): number;
  isKept(number: number): boolean;
  slotOf(number: number): number;
  /** Adds an item, or puts it last if the set has it. True if the set has it now and did not have it before. */
  add(number: number, item: number): boolean;
  /** Puts an item of the set last; returns the place that it had among its items, -1 if the set does not have it. */
  putLast(number: number, item: number): number;
  /** Takes every item out. */
  clear(number: number): void;
  /** The items in the order of their last addition; a view, valid until the next change. */
  itemsOf(number: number): Int32Array;
  /** The same of many sets, by slot. */
  readonly members: ListsInPlace;
  /** The item that was added last; -1 if the set is empty. */
  lastOf(number: number): number;
  /** How many items it has. */
  sizeAt(slot: number): number;
  /** Adds to `sums` how many of the kept sets with this item have each item, itself included. */
  countTogether(item: number, sums: SparseSums): void;
  /** Writes the slots of the `most` most recent kept sets with an item, the most recent first; returns how many. */
  slotsWith(item: number, most: number, into: Int32Array): number;
  /** How many of the kept sets have the item. */
  countWith(item: number): number;
  /** Adds to `sums[n]` how many of the kept sets have the item of number `numbers[n]`; -1 is no item. */
  addCounts(numbers: Int32Array, itemOf: Int32Array, sums: Float64Array): void;
  /** Adds to `sums[n]` how many of the kept sets with `item` have `others[n]` too; -1 is no item. */
  addCountsWith(item: number, others: Int32Array, sums: Float64Array): void;
  /** How many of the kept sets have both items, counted up to `most`. */
  countBoth(one: number, other: number, most: number): number;
  /** The numbers of the sets with the item, the most recent last; they may include dropped sets. A view, valid until the next change. */
  numbersWith(item: number): Int32Array;
  write(to: ByteWriter): Steps;
};

/** The slots of one question. */
let slotsWithItem = new Int32Array(1_024);
/** By slot the last count that marked it, so that a count need not clear what the one before has left. */
let markAt = new Int32Array(1_024);
let marks = 0;

/** By item its place among those that are counted, from 1; all zero between two counts. */
let placeOf = new Int32Array(1_024);
/** To read the items of a set takes about as long as to look at so many sets of an item. */
const listOfSet = 6;

/** Most visits and orders have no more items than this. */
export const fewItems = 6;

/** Sets of an item that count as its first ones. */
const firstSetsOfItem = 3;
const amongFirst = (sets: number) => Math.min(firstSetsOfItem, sets);

/** A list without a limit is cleared of sets that went when they are more than those that stay, and more than this. */
const staleBeforeSweep = 32;

export function createRecentSets(limits: RecentSetLimits, from?: ByteReader): RecentSets {
  let made = from?.uint32() ?? 0;
  const members = createIntLists(from, fewItems);
  const postings = createIntLists(from);
  let counts = from?.int32s() ?? new Int32Array(64);
  let itemCount = from === undefined ? 0 : counts.length;

  let firstSets = 0;
  for (let item = 0; item < itemCount; item++) firstSets += amongFirst(counts[item] ?? 0);

  const slotOf = (number: number) => number % limits.sets;
  const isKept = (number: number) => number < made && number >= made - limits.sets;
  const count = (item: number, by: 1 | -1) => {
    if (item >= itemCount) {
      itemCount = item + 1;
      counts = grown(counts, itemCount);
    }
    const before = counts[item] ?? 0;
    counts[item] = before + by;
    firstSets += amongFirst(before + by) - amongFirst(before);
  };
  const post = (item: number, number: number) => {
    postings.push(item, number);
    const length = postings.lengthOf(item);
    const { setsOfItem } = limits;
    // Drops half at once, so that only one addition in many moves the rest.
    if (setsOfItem !== undefined && length > setsOfItem) postings.dropFirst(item, length - (setsOfItem >> 1));
    else if (setsOfItem === undefined && length - (counts[item] ?? 0) > Math.max(staleBeforeSweep, counts[item] ?? 0))
      postings.keep(item, isKept);
  };

  /** What `addCountsWith` does, by the items of the sets with the item; false, and nothing done, if one of the others is there twice. */
  const countInSets = (item: number, others: Int32Array, sums: Float64Array): boolean => {
    placeOf = grown(placeOf, itemCount);
    const [places, oldest] = [placeOf, made - limits.sets];
    let isOnce = true;
    for (let n = 0; n < others.length; n++) {
      const other = others[n] ?? -1;
      if (other < 0 || other >= itemCount) continue;
      isOnce &&= places[other] === 0;
      places[other] = n + 1;
    }
    if (isOnce)
      for (const number of postings.valuesOf(item)) {
        if (number < oldest) continue;
        const slot = slotOf(number);
        const held = members.arrayOf(slot);
        const start = members.offsetOf(slot);
        for (let at = start, end = start + members.lengthOf(slot); at < end; at++) {
          const place = places[held[at] ?? 0] ?? 0;
          if (place > 0) sums[place - 1] = (sums[place - 1] ?? 0) + 1;
        }
      }
    for (let n = 0; n < others.length; n++) if ((others[n] ?? -1) >= 0) places[others[n] ?? 0] = 0;
    return isOnce;
  };

  const sets: RecentSets = {
    get made() {
      return made;
    },
    get kept() {
      return Math.min(made, limits.sets);
    },
    get sizeBytes() {
      return members.sizeBytes + postings.sizeBytes + counts.byteLength;
    },
    get firstSets() {
      return firstSets;
    },
    open(onDrop) {
      if (made >= limits.sets) {
        const dropped = made - limits.sets;
        onDrop?.(dropped);
        sets.clear(dropped);
      }
      made += 1;
      return made - 1;
    },
    isKept,
    slotOf,
    add(number, item) {
      const slot = slotOf(number);
      if (members.putLast(slot, item) >= 0 || members.lengthOf(slot) >= limits.itemsOfSet) return false;
      members.push(slot, item);
      count(item, 1);
      post(item, number);
      return true;
    },
    putLast: (number, item) => members.putLast(slotOf(number), item),
    clear(number) {
      const slot = slotOf(number);
      for (const item of members.valuesOf(slot)) count(item, -1);
      members.clear(slot);
    },
    itemsOf: (number) => members.valuesOf(slotOf(number)),
    members,
    lastOf: (number) => members.lastOf(slotOf(number)),
    sizeAt: members.lengthOf,
    countTogether(item, sums) {
      const numbersOfSets = postings.valuesOf(item);
      slotsWithItem = grown(slotsWithItem, numbersOfSets.length);
      let kept = 0;
      for (const number of numbersOfSets) if (isKept(number)) slotsWithItem[kept++] = slotOf(number);
      members.countEach(slotsWithItem, kept, sums);
    },
    slotsWith(item, most, into) {
      const numbers = postings.valuesOf(item);
      const oldest = made - limits.sets;
      let found = 0;
      for (let n = numbers.length - 1, last = Math.max(0, numbers.length - most); n >= last; n--) {
        const number = numbers[n] ?? 0;
        if (number < oldest) break;
        into[found] = number < limits.sets ? number : slotOf(number);
        found += 1;
      }
      return found;
    },
    countWith: (item) => (item >= 0 && item < itemCount ? (counts[item] ?? 0) : 0),
    addCounts(numbers, itemOf, sums) {
      for (let n = 0; n < numbers.length; n++) {
        const item = itemOf[numbers[n] ?? 0] ?? -1;
        if (item >= 0 && item < itemCount) sums[n] = (sums[n] ?? 0) + (counts[item] ?? 0);
      }
    },
    addCountsWith(item, others, sums) {
      if (item < 0) return;
      const having = postings.lengthOf(item);
      let ofOthers = 0;
      for (let n = 0; n < others.length; n++) ofOthers += postings.lengthOf(others[n] ?? -1);
      if (ofOthers > having * listOfSet && countInSets(item, others, sums)) return;
      markAt = grown(markAt, sets.kept);
      marks += 1;
      const mostSets = limits.sets;
      const oldest = made - mostSets;
      const marked = markAt;
      for (const number of postings.valuesOf(item)) if (number >= oldest) marked[slotOf(number)] = marks;
      for (let n = 0; n < others.length; n++) {
        const numbers = postings.valuesOf(others[n] ?? -1);
        let both = 0;
        for (let at = 0; at < numbers.length; at++) {
          const number = numbers[at] ?? 0;
          if (number >= oldest && marked[number < mostSets ? number : slotOf(number)] === marks) both += 1;
        }
        sums[n] = (sums[n] ?? 0) + both;
      }
    },
    countBoth(one, other, most) {
      const isFewer = postings.lengthOf(one) <= postings.lengthOf(other);
      const [item, sought] = isFewer ? [one, other] : [other, one];
      const oldest = made - limits.sets;
      const numbers = postings.valuesOf(item);
      let both = 0;
      for (let n = numbers.length - 1; n >= 0 && both < most; n--) {
        const number = numbers[n] ?? 0;
        if (number < oldest) break;
        const slot = slotOf(number);
        const held = members.arrayOf(slot);
        const start = members.offsetOf(slot);
        for (let at = start, end = start + members.lengthOf(slot); at < end; at++)
          if (held[at] === sought) {
            both += 1;
            break;
          }
      }
      return both;
    },
    numbersWith: (item) => postings.valuesOf(item),
    *write(to) {
      to.uint32(made);
      yield* members.write(to);
      yield* postings.write(to);
      to.numbers(counts, itemCount);
    },
  };
  return sets;
}
