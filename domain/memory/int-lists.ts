import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';

/**
 * Many short lists of integers in one array: list 0, 1, 2 … Half a million lists as JavaScript arrays are half a million objects
 * that the garbage collector walks; here they are three. A list takes a block of 2, 4, 8 … places, and hands it back when it outgrows it.
 */
export type IntLists = {
  readonly sizeBytes: number;
  lengthOf(list: number): number;
  /** A view, good until the next change of any list. */
  valuesOf(list: number): Int32Array;
  push(list: number, value: number): void;
  /** Puts a value at the end, once; beyond `limit` the first one goes. False where it was not in there before. */
  moveToEnd(list: number, value: number, limit: number): boolean;
  dropFirst(list: number, count: number): void;
  /** Keeps those that pass, in their order. */
  keep(list: number, passes: (value: number) => boolean): void;
  clear(list: number): void;
  /** What the lists hold, not where: the same content is the same bytes. */
  write(to: ByteWriter): void;
};

export function createIntLists(from?: ByteReader): IntLists {
  let places = new Int32Array(256);
  let used = 0;
  let starts = new Int32Array(64);
  let lengths = new Int32Array(64);
  /** A block of class c has 2^c places; 0 is no block. */
  let classes = new Uint8Array(64);
  let count = 0;
  const free: number[][] = [];

  const reach = (list: number) => {
    if (list < count) return;
    count = list + 1;
    if (count <= starts.length) return;
    starts = grown(starts, count);
    lengths = grown(lengths, count);
    classes = grown(classes, count);
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
    count = restored.length;
    starts = grown(starts, count);
    lengths = grown(lengths, count);
    classes = grown(classes, count);
    lengths.set(restored);
    let at = 0;
    for (let list = 0; list < count; list++) {
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
    lengthOf: (list) => (list < count ? (lengths[list] ?? 0) : 0),
    valuesOf(list) {
      if (list >= count || list < 0) return places.subarray(0, 0);
      const start = starts[list] ?? 0;
      return places.subarray(start, start + (lengths[list] ?? 0));
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
      if (list < count) lengths[list] = kept;
    },
    clear(list) {
      if (list >= count) return;
      giveBack(list);
      lengths[list] = 0;
    },
    write(to) {
      to.numbers(lengths, count);
      let total = 0;
      for (let list = 0; list < count; list++) total += lengths[list] ?? 0;
      const values = new Int32Array(total);
      let at = 0;
      for (let list = 0; list < count; list++) {
        const held = lists.valuesOf(list);
        values.set(held, at);
        at += held.length;
      }
      to.numbers(values, total);
    },
  };
  return lists;
}
