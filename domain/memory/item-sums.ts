import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { SparseSums } from './sparse-sums.ts';

/** Weight and count by item, in the order of the items' first appearance. Sums stay below 2^32. */
export type ItemSums = {
  readonly size: number;
  readonly sizeBytes: number;
  /** Adds a weight, for one interaction if `count` is left out. */
  add(item: number, weight: number, count?: number): void;
  /** Adds each item of others, its weight `times` as much and its count `counted` times, once if it is left out; below zero takes them away. */
  addAll(others: ItemSums, times: number, counted?: number): void;
  /** A copy without the items that nothing is left of. */
  compacted(): ItemSums;
  /** Calls `take` with each item, its weight and its count. */
  each(take: (item: number, weight: number, count: number) => void): void;
  /** Adds to `sums[n]` how often the item of number `numbers[n]` counts; -1 is no item. */
  addCounts(numbers: Int32Array, itemOf: Int32Array, sums: Float64Array): void;
  /** Adds the weight of each item to sums by the number that `numbers` has for it. */
  addWeightsTo(weights: SparseSums, numbers: Int32Array): void;
  write(to: ByteWriter): void;
};

/** 2^32 / golden ratio: spreads neighbouring integers (Knuth, The Art of Computer Programming, 6.4). */
const spread = 0x9e3779b1;

/** Numbers of one item: itself, its weight and its count lie side by side, which the processor fetches at once. */
const stride = 3;

/** An open-addressing table of places in one array. */
export function createItemSums(from?: ByteReader): ItemSums {
  const restored = from?.int32s() ?? new Int32Array(0);
  const weights = from?.uint32s();
  const counts = from?.uint32s();
  let size = restored.length;
  let records = new Uint32Array(stride * Math.max(8, size));
  for (let place = 0; place < size; place++) {
    records[stride * place] = restored[place] ?? 0;
    records[stride * place + 1] = weights?.[place] ?? 0;
    records[stride * place + 2] = counts?.[place] ?? 0;
  }
  let bits = 4;
  /** Place + 1; 0 is empty. */
  let table = new Int32Array(1 << bits);

  const slotOf = (item: number): number => {
    let slot = Math.imul(item, spread) >>> (32 - bits);
    for (;;) {
      const place = table[slot] ?? 0;
      if (place === 0 || records[stride * (place - 1)] === item) return slot;
      slot = (slot + 1) & (table.length - 1);
    }
  };
  const index = () => {
    while (1 << bits < size * 2) bits += 1;
    table = new Int32Array(1 << bits);
    for (let place = 0; place < size; place++) table[slotOf(records[stride * place] ?? 0)] = place + 1;
  };
  if (size > 0) index();

  const sums: ItemSums = {
    get size() {
      return size;
    },
    get sizeBytes() {
      return records.byteLength + table.byteLength;
    },
    add(item, weight, count = 1) {
      const slot = slotOf(item);
      let place = (table[slot] ?? 0) - 1;
      if (place < 0) {
        place = size++;
        records = grown(records, stride * size);
        records[stride * place] = item;
        if (size * 2 > table.length) index();
        else table[slot] = size;
      }
      const at = stride * place;
      records[at + 1] = (records[at + 1] ?? 0) + weight;
      records[at + 2] = (records[at + 2] ?? 0) + count;
    },
    addAll: (others, times, counted = 1) =>
      others.each((item, weight, count) => sums.add(item, weight * times, count * counted)),
    compacted() {
      const left = createItemSums();
      sums.each((item, weight, count) => {
        if (weight !== 0 || count !== 0) left.add(item, weight, count);
      });
      return left;
    },
    each(take) {
      for (let at = 0; at < stride * size; at += stride)
        take(records[at] ?? 0, records[at + 1] ?? 0, records[at + 2] ?? 0);
    },
    addCounts(numbers, itemOf, into) {
      for (let n = 0; n < numbers.length; n++) {
        const item = itemOf[numbers[n] ?? 0] ?? -1;
        const place = (item < 0 ? 0 : (table[slotOf(item)] ?? 0)) - 1;
        if (place >= 0) into[n] = (into[n] ?? 0) + (records[stride * place + 2] ?? 0);
      }
    },
    addWeightsTo: (weights, numbers) => weights.addRecords(records, stride, size, numbers),
    write(to) {
      const column = new Uint32Array(size);
      for (let field = 0; field < stride; field++) {
        for (let place = 0; place < size; place++) column[place] = records[stride * place + field] ?? 0;
        to.numbers(column, size);
      }
    },
  };
  return sums;
}
