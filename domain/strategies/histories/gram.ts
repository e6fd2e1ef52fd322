import type { JointItems } from '../../interactions/joint-items.ts';

/** How many shoppers have each two of a few products: the lower half of a square matrix, row by row. */
export type Gram = {
  readonly values: Float64Array;
  /** Adds a shopper `weight` times, by the items of a history in the terms of its shard. Returns how much work it was. */
  add(shard: number, history: Int32Array, weight: number): number;
  /** How many have the product of this place. */
  countOf(place: number): number;
  clear(): void;
};

/** `numbers`: joint numbers of the products, in the order of their places. */
export function createGram(joint: JointItems, numbers: readonly number[]): Gram {
  const size = numbers.length;
  const values = new Float64Array(size * size);
  /** By joint number the place, from 1; 0 is none. */
  const placeOf = new Int32Array(joint.size);
  for (const [place, number] of numbers.entries()) placeOf[number] = place + 1;
  /** Of one history: by place 1 for a product that it has, and the places in ascending order. */
  const isHad = new Uint8Array(size);
  const had = new Int32Array(size);
  return {
    values,
    add(shard, history, weight) {
      const numbersOf = joint.numbersOf(shard);
      for (let n = 0; n < history.length; n++) {
        const place = (placeOf[numbersOf[history[n] ?? 0] ?? 0] ?? 0) - 1;
        if (place >= 0) isHad[place] = 1;
      }
      let count = 0;
      for (let place = 0; place < size; place++) {
        if (isHad[place] === 0) continue;
        isHad[place] = 0;
        had[count] = place;
        count += 1;
        const row = place * size;
        for (let n = 0; n < count; n++) {
          const at = row + (had[n] ?? 0);
          values[at] = (values[at] ?? 0) + weight;
        }
      }
      return history.length + size + (count * count) / 2;
    },
    countOf: (place) => values[place * size + place] ?? 0,
    clear: () => void values.fill(0),
  };
}
