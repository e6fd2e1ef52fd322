import type { ByteReader, ByteWriter } from './bytes.ts';

const wordsPerId = 4;

/** The last event ids of a partition: at least `generationIds`, at most twice as many. */
export type IdWindow = {
  /** True if the id is new; it is in the window from then on. */
  add(id: Buffer): boolean;
  /** The same with its four words, each an integer of 32 bits; the bits of the last one are as random as those of a hash. */
  addWords(first: number, second: number, third: number, last: number): boolean;
  /** Calls `take` with the four words of each id, which begin at place `at`, in the order in which they came. */
  each(take: (words: Uint32Array, at: number) => void): void;
  write(to: ByteWriter): void;
};

/** Ids in the order in which they came. `signed`: the same words as numbers that need no object of their own. */
type Generation = { words: Uint32Array; signed: Int32Array; count: number };

/**
 * Keeps two generations: when the younger is full it takes the place of the older, which is emptied. Ids are found by their last word, 32 bits of SHA-256. Its low bits say where in the
 * table to look; its high bits are kept there beside the place, so that the other words of an id are read only if they match, which is hardly ever for a different id. Both generations
 * have their places side by side there, in one line of the processor's cache: an id that is new, as nearly all are, waits for memory once.
 */
export function createIdWindow(generationIds: number, from?: ByteReader): IdWindow {
  const tableBits = 32 - Math.clz32(generationIds * 2 - 1);
  const mask = (1 << tableBits) - 1;
  /** By generation: place + 1, which is below the mask, under the high bits; 0 is empty. */
  const table = new Int32Array(2 << tableBits);
  const generations = [createGeneration(generationIds), createGeneration(generationIds)] as const;
  let younger: 0 | 1 = 1;

  const has = (of: 0 | 1, first: number, second: number, third: number, last: number): boolean => {
    for (let slot = last & mask; ; slot = (slot + 1) & mask) {
      const entry = table[2 * slot + of] ?? 0;
      if (entry === 0) return false;
      if (((entry ^ last) & ~mask) !== 0) continue;
      const { signed } = generations[of];
      const at = ((entry & mask) - 1) * wordsPerId;
      const isThere =
        signed[at] === first && signed[at + 1] === second && signed[at + 2] === third && signed[at + 3] === last;
      if (isThere) return true;
    }
  };
  const note = (of: 0 | 1, last: number) => {
    let slot = last & mask;
    while (table[2 * slot + of] !== 0) slot = (slot + 1) & mask;
    const generation = generations[of];
    generation.count += 1;
    table[2 * slot + of] = (last & ~mask) | generation.count;
  };
  const turn = () => {
    younger = younger === 0 ? 1 : 0;
    generations[younger].count = 0;
    for (let slot = 0; slot <= mask; slot++) table[2 * slot + younger] = 0;
  };
  const inOrder = (): Generation[] => [generations[younger === 0 ? 1 : 0], generations[younger]];
  for (const of of from === undefined ? [] : ([0, 1] as const)) {
    const restored = from?.int32s() ?? new Int32Array(0);
    generations[of].signed.set(restored);
    for (let at = wordsPerId - 1; at < restored.length; at += wordsPerId) note(of, restored[at] ?? 0);
  }

  const window: IdWindow = {
    add: (id) => window.addWords(id.readInt32LE(0), id.readInt32LE(4), id.readInt32LE(8), id.readInt32LE(12)),
    addWords(first, second, third, last) {
      if (has(0, first, second, third, last) || has(1, first, second, third, last)) return false;
      if (generations[younger].count === generationIds) turn();
      const { signed, count } = generations[younger];
      const at = count * wordsPerId;
      signed[at] = first;
      signed[at + 1] = second;
      signed[at + 2] = third;
      signed[at + 3] = last;
      note(younger, last);
      return true;
    },
    each(take) {
      for (const { words, count } of inOrder())
        for (let at = 0; at < count * wordsPerId; at += wordsPerId) take(words, at);
    },
    write(to) {
      for (const { words, count } of inOrder()) to.numbers(words, count * wordsPerId);
    },
  };
  return window;
}

function createGeneration(generationIds: number): Generation {
  const words = new Uint32Array(generationIds * wordsPerId);
  return { words, signed: new Int32Array(words.buffer), count: 0 };
}
