import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { SparseSums } from './sparse-sums.ts';
import type { Steps } from './steps.ts';

const listsOfStep = 4_096;

/**
 * Many short lists of integers in one array: list 0, 1, 2 … Half a million lists as JavaScript arrays are half a million objects
 * that the garbage collector walks; here they are three. A list takes a block of 2, 4, 8 … places, and hands it back when it outgrows it.
 */
export type IntLists = {
  readonly sizeBytes: number;
  lengthOf(list: number): number;
  /** A view, good until the next change of any list. */
  valuesOf(list: number): Int32Array;
  /** -1 of an empty one. */
  lastOf(list: number): number;
  push(list: number, value: number): void;
  /** Puts a value at the end, once; beyond `limit` the first one goes. False where it was not in there before. */
  moveToEnd(list: number, value: number, limit: number): boolean;
  /** Adds 1 for each value, to its own sum or that of the number that `numbers` has for it. */
  count(list: number, sums: SparseSums, numbers?: Int32Array): void;
  dropFirst(list: number, count: number): void;
  /** Keeps those that pass, in their order. */
  keep(list: number, passes: (value: number) => boolean): void;
  clear(list: number): void;
  /** What the lists hold, not where: the same content is the same bytes. */
  write(to: ByteWriter): Steps;
};

export function createIntLists(from?: ByteReader): IntLists {
  let places = new Int32Array(256);
  let used = 0;
  let starts = new Int32Array(64);
  let lengths = new Int32Array(64);
  /** A block of class c has 2^c places; 0 is no block. */
  let classes = new Uint8Array(64);
  let made = 0;
  const free: number[][] = [];

  const reach = (list: number) => {
    if (list < made) return;
    made = list + 1;
    if (made <= starts.length) return;
    starts = grown(starts, made);
    lengths = grown(lengths, made);
    classes = grown(classes, made);
  };
  const take = (size: number): number => {
    const start = free[size]?.pop();
    if (start !== undefined) return start;
    places = grown(places, used + (1 << size));
    used += 1 << size;
    return used - (1 << size);
  };
  const giveBack = (list: number) => {
    const size = classes[list] ?? 0;
    if (size === 0) return;
    const blocks = free[size];
    if (blocks === undefined) free[size] = [starts[list] ?? 0];
    else blocks.push(starts[list] ?? 0);
    classes[list] = 0;
  };
  const enlarge = (list: number) => {
    const size = (classes[list] ?? 0) + 1;
    const start = take(size);
    const old = starts[list] ?? 0;
    places.copyWithin(start, old, old + (lengths[list] ?? 0));
    giveBack(list);
    starts[list] = start;
    classes[list] = size;
  };

  if (from !== undefined) {
    const restored = from.int32s();
    const values = from.int32s();
    made = restored.length;
    starts = grown(starts, made);
    lengths = grown(lengths, made);
    classes = grown(classes, made);
    lengths.set(restored);
    let at = 0;
    for (let list = 0; list < made; list++) {
      const length = lengths[list] ?? 0;
      if (length === 0) continue;
      const size = Math.max(1, 32 - Math.clz32(length - 1));
      const start = take(size);
      starts[list] = start;
      classes[list] = size;
      places.set(values.subarray(at, at + length), start);
      at += length;
    }
  }

  const lists: IntLists = {
    get sizeBytes() {
      return places.byteLength + starts.byteLength + lengths.byteLength + classes.byteLength;
    },
    lengthOf: (list) => (list < made ? (lengths[list] ?? 0) : 0),
    valuesOf(list) {
      if (list >= made || list < 0) return places.subarray(0, 0);
      const start = starts[list] ?? 0;
      return places.subarray(start, start + (lengths[list] ?? 0));
    },
    lastOf(list) {
      const length = lists.lengthOf(list);
      return length === 0 ? -1 : (places[(starts[list] ?? 0) + length - 1] ?? -1);
    },
    push(list, value) {
      reach(list);
      const length = lengths[list] ?? 0;
      const size = classes[list] ?? 0;
      if (size === 0 || length === 1 << size) enlarge(list);
      places[(starts[list] ?? 0) + length] = value;
      lengths[list] = length + 1;
    },
    moveToEnd(list, value, limit) {
      const length = lists.lengthOf(list);
      const start = starts[list] ?? 0;
      const end = start + length;
      for (let at = end - 1; at >= start; at--) {
        if (places[at] !== value) continue;
        if (at !== end - 1) {
          places.copyWithin(at, at + 1, end);
          places[end - 1] = value;
        }
        return true;
      }
      if (length >= limit) lists.dropFirst(list, length - limit + 1);
      lists.push(list, value);
      return false;
    },
    count(list, sums, numbers) {
      const start = starts[list] ?? 0;
      const end = start + lists.lengthOf(list);
      for (let at = start; at < end; at++) {
        const value = places[at] ?? 0;
        sums.add(numbers === undefined ? value : (numbers[value] ?? 0), 1);
      }
    },
    dropFirst(list, dropped) {
      const start = starts[list] ?? 0;
      const length = lists.lengthOf(list);
      places.copyWithin(start, start + dropped, start + length);
      lengths[list] = length - dropped;
    },
    keep(list, passes) {
      const start = starts[list] ?? 0;
      const length = lists.lengthOf(list);
      let kept = 0;
      for (let at = start; at < start + length; at++) {
        const value = places[at] ?? 0;
        if (passes(value)) places[start + kept++] = value;
      }
      if (list < made) lengths[list] = kept;
    },
    clear(list) {
      if (list >= made) return;
      giveBack(list);
      lengths[list] = 0;
    },
    *write(to) {
      to.numbers(lengths, made);
      let total = 0;
      for (let list = 0; list < made; list++) total += lengths[list] ?? 0;
      const values = new Int32Array(total);
      let at = 0;
      for (let list = 0; list < made; list++) {
        const held = lists.valuesOf(list);
        values.set(held, at);
        at += held.length;
        if (list % listsOfStep === listsOfStep - 1) yield;
      }
      to.numbers(values, total);
    },
  };
  return lists;
}
