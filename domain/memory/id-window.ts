import type { ByteReader, ByteWriter } from './bytes.ts';

const wordsPerId = 4;

/** The last event ids of a partition: at least `generationIds`, at most twice as many. */
export type IdWindow = {
  /** True if the id is new; it is in the window from then on. */
  add(id: Buffer): boolean;
  /** Calls `take` with the four words of each id, which begin at place `at`, in the order in which they came. */
  each(take: (words: Uint32Array, at: number) => void): void;
  write(to: ByteWriter): void;
};

type Generation = {
  /** `last` is the id's last word, 32 bits of SHA-256. */
  has(id: Buffer, last: number): boolean;
  push(id: Buffer, last: number): void;
  readonly count: number;
  readonly words: Uint32Array;
};

/** Keeps two generations: when the younger is full it takes the place of the older, which is dropped. */
export function createIdWindow(generationIds: number, from?: ByteReader): IdWindow {
  let older = createGeneration(generationIds, from?.uint32s());
  let younger = createGeneration(generationIds, from?.uint32s());
  return {
    add(id) {
      const last = id.readUInt32LE(12);
      if (younger.has(id, last) || older.has(id, last)) return false;
      if (younger.count === generationIds) {
        older = younger;
        younger = createGeneration(generationIds);
      }
      younger.push(id, last);
      return true;
    },
    each(take) {
      for (const { words, count } of [older, younger])
        for (let at = 0; at < count * wordsPerId; at += wordsPerId) take(words, at);
    },
    write(to) {
      to.numbers(older.words, older.count * wordsPerId);
      to.numbers(younger.words, younger.count * wordsPerId);
    },
  };
}

/**
 * Ids in the order in which they came, found by their last word. Its low bits say where in the table to look; its high bits are kept there beside
 * the place, so that the other words of an id are read only if they match, which is hardly ever for a different id.
 */
function createGeneration(generationIds: number, restored?: Uint32Array): Generation {
  const words = new Uint32Array(generationIds * wordsPerId);
  const tableBits = 32 - Math.clz32(generationIds * 2 - 1);
  const mask = (1 << tableBits) - 1;
  /** Place + 1, which is below the mask, under the high bits; 0 is empty. */
  const table = new Int32Array(1 << tableBits);
  let count = 0;

  const isAt = (place: number, id: Buffer): boolean => {
    const at = place * wordsPerId;
    for (let word = 0; word < wordsPerId; word++) if (words[at + word] !== id.readUInt32LE(word * 4)) return false;
    return true;
  };
  const note = (last: number) => {
    let slot = last & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    count += 1;
    table[slot] = (last & ~mask) | count;
  };
  if (restored !== undefined) {
    words.set(restored);
    for (let at = wordsPerId - 1; at < restored.length; at += wordsPerId) note(restored[at] ?? 0);
  }
  return {
    get count() {
      return count;
    },
    words,
    has(id, last) {
      for (let slot = last & mask; ; slot = (slot + 1) & mask) {
        const entry = table[slot] ?? 0;
        if (entry === 0) return false;
        if (((entry ^ last) & ~mask) === 0 && isAt((entry & mask) - 1, id)) return true;
      }
    },
    push(id, last) {
      const at = count * wordsPerId;
      for (let word = 0; word < wordsPerId; word++) words[at + word] = id.readUInt32LE(word * 4);
      note(last);
    },
  };
}
