/** Bits of a place within one array. A single array for all would be copied when it grows, and copying 100 MB holds the event loop for 50 ms. */
const arrayBits = 18;
const placesOfArray = 1 << arrayBits;
const firstPlaces = 256;
const nothing = new Int32Array(0);

/** Blocks of 2, 4, 8 … integers, in a few large arrays. A block of size class c has 2^c places, and lies in one array. */
export type Blocks = {
  readonly sizeBytes: number;
  /** Returns where a block of this size class begins. The block still holds its former content. */
  take(size: number): number;
  giveBack(start: number, size: number): void;
  /** The array of the block that begins here; valid until the next `take`. */
  arrayOf(start: number): Int32Array;
  /** Where the block begins in its array. */
  offsetOf(start: number): number;
};

export function createBlocks(): Blocks {
  /** The first array grows up to its full size, so that few lists take little memory. A block that is longer than an array gets a longer array of its own. */
  const arrays: Int32Array[] = [new Int32Array(firstPlaces)];
  const free: number[][] = [];
  let used = 0;
  let sizeBytes = firstPlaces * Int32Array.BYTES_PER_ELEMENT;

  const offsetOf = (start: number) => start & (placesOfArray - 1);
  const giveBack = (start: number, size: number) => {
    const blocks = free[size];
    if (blocks === undefined) free[size] = [start];
    else blocks.push(start);
  };
  /** The rest of the last array is too short for the next block, so it is left to smaller blocks. */
  const leaveRest = () => {
    const left = (placesOfArray - offsetOf(used)) & (placesOfArray - 1);
    if (left > 0) reach(used >>> arrayBits, placesOfArray);
    for (let size = arrayBits - 1; size >= 1; size--) {
      if ((left & (1 << size)) === 0) continue;
      giveBack(used, size);
      used += 1 << size;
    }
  };
  /** Makes the array of this number at least `length` long. */
  const reach = (number: number, length: number) => {
    const array = arrays[number];
    if (array !== undefined && array.length >= length) return;
    const doubled = array === undefined ? placesOfArray : Math.min(placesOfArray, array.length * 2);
    const longer = new Int32Array(Math.max(length, doubled));
    if (array !== undefined) longer.set(array);
    sizeBytes += longer.byteLength - (array?.byteLength ?? 0);
    arrays[number] = longer;
  };

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    take(size) {
      const start = free[size]?.pop();
      if (start !== undefined) return start;
      const places = 1 << size;
      if (offsetOf(used) + places > placesOfArray) leaveRest();
      reach(used >>> arrayBits, offsetOf(used) + places);
      used += places;
      return used - places;
    },
    giveBack,
    arrayOf: (start) => arrays[start >>> arrayBits] ?? nothing,
    offsetOf,
  };
}
