import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { SparseSums } from './sparse-sums.ts';

/** Weight and count by item, in the order of the items' first appearance. Sums stay below 2^32. */
export type ItemSums = {
  readonly size: number;
  readonly sizeBytes: number;
  /** Adds a weight, for one interaction if `count` is left out. */
  add(item: number, weight: number, count?: number): void;
  /** Adds each item of others, its weight `times` as much. */
  addAll(others: ItemSums, times: number): void;
  /** Calls `take` with each item, its weight and its count. */
  each(take: (item: number, weight: number, count: number) => void): void;
  /** Adds all of it to sums by the number that `numbers` has for the item. */
  addTo(weights: SparseSums, counts: SparseSums, numbers: Int32Array): void;
  write(to: ByteWriter): void;
};

/** 2^32 / golden ratio: spreads neighbouring integers (Knuth, The Art of Computer Programming, 6.4). */
const spread = 0x9e3779b1;

/** An open-addressing table of places in three parallel arrays. */
export function createItemSums(from?: ByteReader): ItemSums {
  let items = from?.int32s() ?? new Int32Array(8);
  let weights = from?.uint32s() ?? new Uint32Array(8);
  let counts = from?.uint32s() ?? new Uint32Array(8);
  let size = from === undefined ? 0 : items.length;
  let bits = 4;
  /** Place + 1; 0 is empty. */
  let table = new Int32Array(1 << bits);

  const slotOf = (item: number): number => {
    let slot = Math.imul(item, spread) >>> (32 - bits);
    for (;;) {
      const place = table[slot] ?? 0;
      if (place === 0 || items[place - 1] === item) return slot;
      slot = (slot + 1) & (table.length - 1);
    }
  };
  const index = () => {
    while (1 << bits < size * 2) bits += 1;
    table = new Int32Array(1 << bits);
    for (let place = 0; place < size; place++) table[slotOf(items[place] ?? 0)] = place + 1;
  };
  if (size > 0) index();

  const sums: ItemSums = {
    get size() {
      return size;
    },
    get sizeBytes() {
      return items.byteLength * 3 + table.byteLength;
    },
    add(item, weight, count = 1) {
      const slot = slotOf(item);
      let place = (table[slot] ?? 0) - 1;
      if (place < 0) {
        place = size++;
        items = grown(items, size);
        weights = grown(weights, size);
        counts = grown(counts, size);
        items[place] = item;
        if (size * 2 > table.length) index();
        else table[slot] = size;
      }
      weights[place] = (weights[place] ?? 0) + weight;
      counts[place] = (counts[place] ?? 0) + count;
    },
    addAll: (others, times) => others.each((item, weight, count) => sums.add(item, weight * times, count)),
    each(take) {
      for (let place = 0; place < size; place++) take(items[place] ?? 0, weights[place] ?? 0, counts[place] ?? 0);
    },
    addTo(toWeights, toCounts, numbers) {
      for (let place = 0; place < size; place++) {
        const number = numbers[items[place] ?? 0] ?? 0;
        toWeights.add(number, weights[place] ?? 0);
        toCounts.add(number, counts[place] ?? 0);
      }
    },
    write(to) {
      to.numbers(items, size);
      to.numbers(weights, size);
      to.numbers(counts, size);
    },
  };
  return sums;
}
