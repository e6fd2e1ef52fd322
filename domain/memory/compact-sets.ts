import type { ByteReader, ByteWriter } from './bytes.ts';
import { createIntLists } from './int-lists.ts';
import type { Steps } from './steps.ts';

/** A number that was never added is taken for one that was at most so often. */
export const mostMistaken = 2 ** -7;
/** The first filter of a set is wrong for one of 2^8, each further one for half as many, so that all together stay below `mostMistaken`. */
const firstHashes = 8;
/** How many times as many numbers each further filter of a set takes. */
const growth = 4;
/** Numbers in front of a filter: how many it takes, and how many it has. */
const headLength = 2;

/**
 * Sets of small integers 0, 1, 2 … of which nothing is asked but whether a number is in one: 12 bits a number where a list takes 32, up to 22 in a set that has grown a thousand times. What was added is always
 * found; of other numbers one of 128 at the most is found too. Scalable Bloom filters (Almeida et al., 2007): a set that is full gets a larger filter beside it.
 */
export type CompactSets = {
  readonly sizeBytes: number;
  /** Numbers of 32 bits that all sets take. */
  readonly words: number;
  isEmpty(set: number): boolean;
  /** -1 is in none. */
  has(set: number, value: number): boolean;
  /** Adds these numbers. An empty set gets room for `room` of them, 1 or more; beyond it the set grows. */
  add(set: number, values: Iterable<number>, room: number): void;
  clear(set: number): void;
  write(to: ByteWriter): Steps;
};

/** The same additions give the same bytes. */
export function createCompactSets(from?: ByteReader): CompactSets {
  const filters = createIntLists(from);
  let words = from?.uint32() ?? 0;

  const append = (set: number, room: number, hashes: number) => {
    const length = wordsFor(room, hashes);
    filters.push(set, room);
    filters.push(set, 0);
    for (let n = 0; n < length; n++) filters.push(set, 0);
    words += headLength + length;
  };
  const sets: CompactSets = {
    get sizeBytes() {
      return filters.sizeBytes;
    },
    get words() {
      return words;
    },
    isEmpty: (set) => filters.lengthOf(set) === 0,
    has(set, value) {
      if (value < 0) return false;
      const held = filters.valuesOf(set);
      for (let [at, hashes] = [0, firstHashes]; at < held.length; hashes += 1) {
        const length = wordsFor(held[at] ?? 0, hashes);
        const bits = held.subarray(at + headLength, at + headLength + length);
        if (isMarked(bits, value, hashes)) return true;
        at += headLength + length;
      }
      return false;
    },
    add(set, values, room) {
      for (const value of values) {
        if (sets.has(set, value)) continue;
        let last = lastOf(filters.valuesOf(set));
        if (last.at < 0 || last.count >= last.room) {
          append(set, last.at < 0 ? room : last.room * growth, last.at < 0 ? firstHashes : last.hashes + 1);
          last = lastOf(filters.valuesOf(set));
        }
        const held = filters.valuesOf(set);
        held[last.at + 1] = last.count + 1;
        mark(held.subarray(last.at + headLength), value, last.hashes);
      }
    },
    clear(set) {
      words -= filters.lengthOf(set);
      filters.clear(set);
    },
    *write(to) {
      yield* filters.write(to);
      to.uint32(words);
    },
  };
  return sets;
}

/** log2(e): bits for each number and hash at which half of a full filter is set. */
const bitsPerHash = Math.LOG2E;
const wordsFor = (room: number, hashes: number): number => Math.ceil((room * hashes * bitsPerHash) / 32);

/** The last filter of a set: where its head is, -1 if there is none, and what that says. */
function lastOf(held: Int32Array): { at: number; room: number; count: number; hashes: number } {
  let last = { at: -1, room: 0, count: 0, hashes: firstHashes };
  for (let [at, hashes] = [0, firstHashes]; at < held.length; hashes += 1) {
    last = { at, room: held[at] ?? 0, count: held[at + 1] ?? 0, hashes };
    at += headLength + wordsFor(last.room, hashes);
  }
  return last;
}

/** Calls `each` with the bit of each hash until it says false (Kirsch, Mitzenmacher: Less Hashing, Same Performance, 2006). */
function everyBit(bits: Int32Array, value: number, hashes: number, each: (bit: number) => boolean): boolean {
  const size = bits.length * 32;
  const first = mixed(value);
  const step = mixed(first ^ 0x5bd1e995) | 1;
  for (let n = 0; n < hashes; n++) if (!each(((first + Math.imul(n, step)) >>> 0) % size)) return false;
  return true;
}

const isMarked = (bits: Int32Array, value: number, hashes: number): boolean =>
  everyBit(bits, value, hashes, (bit) => ((bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0);

function mark(bits: Int32Array, value: number, hashes: number): void {
  everyBit(bits, value, hashes, (bit) => {
    bits[bit >> 5] = (bits[bit >> 5] ?? 0) | (1 << (bit & 31));
    return true;
  });
}

/** Spreads neighbouring integers over 32 bits: the finalizer of MurmurHash3 (Appleby). */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
