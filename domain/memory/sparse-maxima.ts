import { grown } from './grown.ts';

/** The largest of several counts by small integers, and whose it was, for one question after the other: each clears them first. Counts are whole, and 0 is none. */
export type SparseMaxima = {
  /** The numbers that have a count, in the order in which they came. A view, valid until the next `raise`. */
  numbers(): Int32Array;
  /** The counts of all of them, in the order of `numbers`. Valid until the next call. */
  counts(): Float64Array;
  /** Whose the count of a number was: of equal ones the first that was told. */
  whose(number: number): number;
  /** Tells of each number the count at its place. */
  raise(numbers: Int32Array, counts: Float64Array, whose: number): void;
  clear(): void;
};

export function createSparseMaxima(): SparseMaxima {
  let most = new Float64Array(1_024);
  let of = new Int32Array(1_024);
  let numbers = new Int32Array(1_024);
  let room = new Float64Array(64);
  let count = 0;
  return {
    numbers: () => numbers.subarray(0, count),
    counts() {
      room = grown(room, count);
      for (let n = 0; n < count; n++) room[n] = most[numbers[n] ?? 0] ?? 0;
      return room.subarray(0, count);
    },
    whose: (number) => of[number] ?? 0,
    raise(told, counts, whose) {
      for (let n = 0; n < told.length; n++) {
        const number = told[n] ?? 0;
        const counted = counts[n] ?? 0;
        if (number >= most.length) {
          most = grown(most, number + 1);
          of = grown(of, number + 1);
        }
        const before = most[number] ?? 0;
        if (counted <= before) continue;
        if (before === 0) {
          numbers = grown(numbers, count + 1);
          numbers[count] = number;
          count += 1;
        }
        most[number] = counted;
        of[number] = whose;
      }
    },
    clear() {
      for (let n = 0; n < count; n++) most[numbers[n] ?? 0] = 0;
      count = 0;
    },
  };
}
