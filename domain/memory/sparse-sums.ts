import { grown } from './grown.ts';

/** Sums by small integers for one question after the other: each clears them first, so that one that threw leaves nothing behind. */
export type SparseSums = {
  /** The numbers that have a sum, in the order of their first addition. A view, valid until the next addition. */
  numbers(): Int32Array;
  of(number: number): number;
  /** The sums of all of them, in the order of `numbers`. Valid until the next call. */
  values(): Float64Array;
  add(number: number, value: number): void;
  /** Adds a value to the number of each item from place `from` to before `to`. */
  addEach(items: Int32Array, from: number, to: number, numbers: Int32Array, value: number): void;
  /** Adds of each of the first `count` records, whose fields are `stride` numbers side by side, the second to the number of the item that is the first. */
  addRecords(records: Uint32Array, stride: number, count: number, numbers: Int32Array): void;
  /** Adds a value to each of these numbers from place `from` to before `to`. */
  addSame(numbers: Int32Array, from: number, to: number, value: number): void;
  /** Adds 1 to each value from place `from` to before `to`. */
  addOnes(values: Int32Array, from: number, to: number): void;
  /** Adds to each of these numbers the value at its place times `factor`: a value that is handed over by itself is an object where the call is not inlined. */
  addScaled(numbers: Int32Array, values: Float64Array, factor: number): void;
  /** Back to zero everywhere. */
  clear(): void;
};

export function createSparseSums(): SparseSums {
  let sums = new Float64Array(1_024);
  let isIn = new Uint8Array(1_024);
  let numbers = new Int32Array(1_024);
  let values = new Float64Array(64);
  let count = 0;
  const enter = (number: number): void => {
    if (number >= sums.length) {
      sums = grown(sums, number + 1);
      isIn = grown(isIn, number + 1);
    }
    isIn[number] = 1;
    if (count >= numbers.length) numbers = grown(numbers, count + 1);
    numbers[count] = number;
    count += 1;
  };
  return {
    numbers: () => numbers.subarray(0, count),
    of: (number) => sums[number] ?? 0,
    values() {
      values = grown(values, count);
      for (let n = 0; n < count; n++) values[n] = sums[numbers[n] ?? 0] ?? 0;
      return values.subarray(0, count);
    },
    add(number, value) {
      if (isIn[number] !== 1) enter(number);
      sums[number] = (sums[number] ?? 0) + value;
    },
    addEach(items, from, to, numbersOf, value) {
      for (let at = from; at < to; at++) {
        const number = numbersOf[items[at] ?? 0] ?? 0;
        if (isIn[number] !== 1) enter(number);
        sums[number] = (sums[number] ?? 0) + value;
      }
    },
    addRecords(records, stride, made, numbersOf) {
      for (let at = 0, end = stride * made; at < end; at += stride) {
        const number = numbersOf[records[at] ?? 0] ?? 0;
        if (isIn[number] !== 1) enter(number);
        sums[number] = (sums[number] ?? 0) + (records[at + 1] ?? 0);
      }
    },
    addSame(added, from, to, value) {
      for (let at = from; at < to; at++) {
        const number = added[at] ?? 0;
        if (isIn[number] !== 1) enter(number);
        sums[number] = (sums[number] ?? 0) + value;
      }
    },
    addOnes(values, from, to) {
      for (let at = from; at < to; at++) {
        const number = values[at] ?? 0;
        if (isIn[number] !== 1) enter(number);
        sums[number] = (sums[number] ?? 0) + 1;
      }
    },
    addScaled(added, values, factor) {
      for (let n = 0; n < added.length; n++) {
        const number = added[n] ?? 0;
        if (isIn[number] !== 1) enter(number);
        sums[number] = (sums[number] ?? 0) + (values[n] ?? 0) * factor;
      }
    },
    clear() {
      for (let n = 0; n < count; n++) {
        const number = numbers[n] ?? 0;
        sums[number] = 0;
        isIn[number] = 0;
      }
      count = 0;
    },
  };
}
