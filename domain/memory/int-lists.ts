import { createBlocks } from './blocks.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { SparseSums } from './sparse-sums.ts';
import type { Steps } from './steps.ts';

const listsOfStep = 4_096;
/** What is written next: filled and written in one step, so that all lists can use it. */
const written = new Int32Array(16_384);
const none = new Int32Array(0);
/** Bits of a block's class in a number that has a list's length above them. A block of class c has 2^c places; 0 is no block. */
const classBits = 5;
const classMask = (1 << classBits) - 1;
/** Numbers of each list in front of the values of a short one. */
const headLength = 2;

/**
 * Many short lists of integers in a few arrays: list 0, 1, 2 … Half a million lists as JavaScript arrays are half a million objects
 * that the garbage collector walks; here they are a handful. A list takes a block of 2, 4, 8 … places, and hands it back when it outgrows it. Where most lists are short, they lie beside their
 * lengths, so that whoever reads one waits for memory once.
 */
export type IntLists = {
  readonly sizeBytes: number;
  lengthOf(list: number): number;
  /** A view, valid until the next change of any list; writing to it changes the list. */
  valuesOf(list: number): Int32Array;
  /** The array that a list lies in, and where it begins there; valid until the next change of any list. For a question that reads hundreds of lists, since each view costs as much as twenty values. */
  arrayOf(list: number): Int32Array;
  offsetOf(list: number): number;
  /** The last value; -1 if the list is empty. */
  lastOf(list: number): number;
  push(list: number, value: number): void;
  /** Puts a value of the list at its end; returns the place that it had, -1 if the list does not have it. */
  putLast(list: number, value: number): number;
  /** Puts a value at the end, once; beyond `limit` the first one goes. False if it was not in the list before. */
  moveToEnd(list: number, value: number, limit: number): boolean;
  /** Adds 1 for each value of each of the first `howMany` lists in `which` to the value's own sum. */
  countEach(which: Int32Array, howMany: number, sums: SparseSums): void;
  dropFirst(list: number, count: number): void;
  dropLast(list: number, count: number): void;
  /** Removes the first element with this value; the others stay in their order. */
  remove(list: number, value: number): void;
  /** Keeps the values that pass, in their order. */
  keep(list: number, passes: (value: number) => boolean): void;
  clear(list: number): void;
  /** What the lists hold, one after the other, not where they lie; no list may be changed before the last step. */
  copy(): Steps<ListsInRow>;
  /** Writes what the lists hold, not where they lie: the same content gives the same bytes. */
  write(to: ByteWriter): Steps;
};

/** The lengths of lists 0, 1, 2 …, and the values of all of them in that order. */
export type ListsInRow = { lengths: Int32Array<ArrayBuffer>; values: Int32Array<ArrayBuffer> };

/** Lists to be read where they lie. */
export type ListsInPlace = Pick<IntLists, 'lengthOf' | 'arrayOf' | 'offsetOf'>;
/** The same, where a copy can be had of them. */
export type CopiedLists = ListsInPlace & Pick<IntLists, 'copy'>;

/** `shortLength`: lists up to this length need no block; each list takes room for so many. */
export function createIntLists(from?: ByteReader, shortLength = 0): IntLists {
  const blocks = createBlocks();
  /**
   * By list, side by side, so that they lie in one line of the processor's cache: where its block begins; its length, and in the low bits the class of the block; and its values, as long as
   * it has no block.
   */
  const stride = headLength + shortLength;
  /** The block of a list that is no longer short. */
  const firstClass = shortLength === 0 ? 1 : 32 - Math.clz32(shortLength);
  let heads = new Int32Array(64 * stride);
  let made = 0;

  const classAt = (list: number): number => (heads[stride * list + 1] ?? 0) & classMask;
  const lengthAt = (list: number): number => (heads[stride * list + 1] ?? 0) >> classBits;
  const arrayAt = (list: number): Int32Array =>
    classAt(list) === 0 ? heads : blocks.arrayOf(heads[stride * list] ?? 0);
  const offsetAt = (list: number): number =>
    classAt(list) === 0 ? stride * list + headLength : blocks.offsetOf(heads[stride * list] ?? 0);
  const setLength = (list: number, length: number) => {
    heads[stride * list + 1] = (length << classBits) | classAt(list);
  };
  const setBlock = (list: number, start: number, size: number) => {
    heads[stride * list] = start;
    heads[stride * list + 1] = ((heads[stride * list + 1] ?? 0) & ~classMask) | size;
  };
  const reach = (list: number) => {
    if (list < made) return;
    made = list + 1;
    heads = grown(heads, stride * made);
  };
  const giveBack = (list: number) => {
    const size = classAt(list);
    if (size > 0) blocks.giveBack(heads[stride * list] ?? 0, size);
  };
  const enlarge = (list: number) => {
    const size = Math.max(firstClass, classAt(list) + 1);
    const length = lengthAt(list);
    const start = blocks.take(size);
    // Views would cost as much as twenty values, and most lists that outgrow their block are shorter.
    const [from, to, before, behind] = [arrayAt(list), blocks.arrayOf(start), offsetAt(list), blocks.offsetOf(start)];
    for (let n = 0; n < length; n++) to[behind + n] = from[before + n] ?? 0;
    giveBack(list);
    setBlock(list, start, size);
  };

  if (from !== undefined) {
    const restored = from.int32s();
    const values = from.int32s();
    made = restored.length;
    heads = grown(heads, stride * made);
    let at = 0;
    for (let list = 0; list < made; list++) {
      const length = restored[list] ?? 0;
      if (length === 0) continue;
      if (length > shortLength) {
        const size = Math.max(1, 32 - Math.clz32(length - 1));
        setBlock(list, blocks.take(size), size);
      }
      setLength(list, length);
      arrayAt(list).set(values.subarray(at, at + length), offsetAt(list));
      at += length;
    }
  }

  const lists: IntLists = {
    get sizeBytes() {
      return blocks.sizeBytes + heads.byteLength;
    },
    lengthOf: (list) => (list < made && list >= 0 ? lengthAt(list) : 0),
    valuesOf(list) {
      if (list >= made || list < 0) return none;
      const offset = offsetAt(list);
      return arrayAt(list).subarray(offset, offset + lengthAt(list));
    },
    arrayOf: (list) => (list < made && list >= 0 ? arrayAt(list) : none),
    offsetOf: offsetAt,
    lastOf(list) {
      const length = lists.lengthOf(list);
      return length === 0 ? -1 : (arrayAt(list)[offsetAt(list) + length - 1] ?? -1);
    },
    push(list, value) {
      reach(list);
      const length = lengthAt(list);
      const size = classAt(list);
      if (length === (size === 0 ? shortLength : 1 << size)) enlarge(list);
      arrayAt(list)[offsetAt(list) + length] = value;
      setLength(list, length + 1);
    },
    putLast(list, value) {
      const length = lists.lengthOf(list);
      if (length === 0) return -1;
      const places = arrayAt(list);
      const start = offsetAt(list);
      const end = start + length;
      for (let at = end - 1; at >= start; at--) {
        if (places[at] !== value) continue;
        if (at !== end - 1) {
          places.copyWithin(at, at + 1, end);
          places[end - 1] = value;
        }
        return at - start;
      }
      return -1;
    },
    moveToEnd(list, value, limit) {
      if (lists.putLast(list, value) >= 0) return true;
      const length = lists.lengthOf(list);
      if (length >= limit) lists.dropFirst(list, length - limit + 1);
      lists.push(list, value);
      return false;
    },
    countEach(which, howMany, sums) {
      // Tens of thousands of lists a question: what does not change is read once, and the array only where the next list lies in another.
      const headOf = heads;
      let places: Int32Array = none;
      let firstOfPlaces = -1;
      for (let n = 0; n < howMany; n++) {
        const list = which[n] ?? 0;
        if (list >= made) continue;
        const head = headOf[stride * list + 1] ?? 0;
        if ((head & classMask) === 0) {
          const first = stride * list + headLength;
          sums.addOnes(headOf, first, first + (head >> classBits));
          continue;
        }
        const block = headOf[stride * list] ?? 0;
        const at = blocks.offsetOf(block);
        if (block - at !== firstOfPlaces) {
          places = blocks.arrayOf(block);
          firstOfPlaces = block - at;
        }
        sums.addOnes(places, at, at + (head >> classBits));
      }
    },
    dropFirst(list, dropped) {
      const places = arrayAt(list);
      const start = offsetAt(list);
      const length = lists.lengthOf(list);
      places.copyWithin(start, start + dropped, start + length);
      setLength(list, length - dropped);
    },
    dropLast(list, dropped) {
      if (list < made) setLength(list, Math.max(0, lengthAt(list) - dropped));
    },
    remove(list, value) {
      const values = lists.valuesOf(list);
      const at = values.indexOf(value);
      if (at === -1) return;
      values.copyWithin(at, at + 1);
      lists.dropLast(list, 1);
    },
    keep(list, passes) {
      const places = arrayAt(list);
      const start = offsetAt(list);
      const length = lists.lengthOf(list);
      let kept = 0;
      for (let at = start; at < start + length; at++) {
        const value = places[at] ?? 0;
        if (passes(value)) places[start + kept++] = value;
      }
      if (list < made) setLength(list, kept);
    },
    clear(list) {
      if (list >= made) return;
      giveBack(list);
      heads[stride * list + 1] = 0;
    },
    *copy() {
      const lengths = new Int32Array(made);
      let total = 0;
      for (let list = 0; list < made; list++) {
        lengths[list] = lengthAt(list);
        total += lengths[list] ?? 0;
        if (list % listsOfStep === listsOfStep - 1) yield;
      }
      const values = new Int32Array(total);
      let at = 0;
      for (let list = 0; list < made; list++) {
        const held = lists.valuesOf(list);
        values.set(held, at);
        at += held.length;
        if (list % listsOfStep === listsOfStep - 1) yield;
      }
      return { lengths, values };
    },
    *write(to) {
      to.uint32(made * written.BYTES_PER_ELEMENT);
      let total = 0;
      for (let from = 0; from < made; from += listsOfStep) {
        const count = Math.min(listsOfStep, made - from);
        for (let n = 0; n < count; n++) total += written[n] = lengthAt(from + n);
        to.part(written, count);
        yield;
      }
      to.uint32(total * written.BYTES_PER_ELEMENT);
      for (let from = 0; from < made; from += listsOfStep) {
        let filled = 0;
        for (let list = from; list < Math.min(from + listsOfStep, made); list++) {
          const held = lists.valuesOf(list);
          if (filled + held.length > written.length) {
            to.part(written, filled);
            filled = 0;
          }
          if (held.length > written.length) {
            to.part(held, held.length);
            continue;
          }
          written.set(held, filled);
          filled += held.length;
        }
        to.part(written, filled);
        yield;
      }
    },
  };
  return lists;
}
