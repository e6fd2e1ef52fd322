import type { HistoriesOfShard, JointNumbers } from './histories-of-shard.ts';

/** How many shoppers have each two of a few products: the lower half of a square matrix, row by row. */
export type Gram = {
  readonly values: Float64Array;
  /** Adds the shopper in this slot of a shard `weight` times. Returns how much work it was. */
  add(shard: number, slot: number, weight: number): number;
  /** How many have the product of this place. */
  countOf(place: number): number;
  clear(): void;
};

/** `numbers`: joint numbers of the products, in the order of their places; 255 at most. */
export function createGram(shards: readonly HistoriesOfShard[], joint: JointNumbers, numbers: readonly number[]): Gram {
  const size = numbers.length;
  const values = new Float64Array(size * size);
  /** By shard and item the place, from 1; 0 is none. A byte an item, so that it stays in the processor's cache: thousands of histories are looked up in it. */
  const placesOf = shards.map(({ items }, shard) => {
    const places = new Uint8Array(items.size);
    for (const [place, number] of numbers.entries()) {
      const item = joint.itemsOf(shard)[number] ?? -1;
      if (item >= 0) places[item] = place + 1;
    }
    return places;
  });
  /** The places of one history. */
  const had = new Int32Array(size);
  return {
    values,
    add(shard, slot, weight) {
      const histories = shards[shard]?.shoppers.histories;
      const places = placesOf[shard];
      if (histories === undefined || places === undefined) return 0;
      const items = histories.arrayOf(slot);
      const start = histories.offsetOf(slot);
      const end = start + histories.lengthOf(slot);
      let count = 0;
      for (let at = start; at < end; at++) {
        const place = places[items[at] ?? 0] ?? 0;
        if (place === 0) continue;
        had[count] = place - 1;
        count += 1;
      }
      for (let n = 0; n < count; n++) {
        const one = had[n] ?? 0;
        for (let m = 0; m <= n; m++) {
          const other = had[m] ?? 0;
          const at = one > other ? one * size + other : other * size + one;
          values[at] = (values[at] ?? 0) + weight;
        }
      }
      return 1 + end - start + (count * count) / 2;
    },
    countOf: (place) => values[place * size + place] ?? 0,
    clear: () => void values.fill(0),
  };
}
