import type { ByteReader, ByteWriter } from './bytes.ts';

const wordsPerId = 4;

/** The last event ids of a partition: at least `generationIds`, at most twice as many. */
export type IdWindow = {
  /** True where the id is new; it is in there from then on. */
  add(id: Buffer): boolean;
  write(to: ByteWriter): void;
};

type Generation = {
  has(a: number, b: number, c: number, d: number): boolean;
  push: (words: readonly number[]) => void;
  count: number;
  words: Uint32Array;
};

/** Two generations: when the younger one is full it becomes the older one, and that one goes. */
export function createIdWindow(generationIds: number, from?: ByteReader): IdWindow {
  let older = createGeneration(generationIds, from?.uint32s());
  let younger = createGeneration(generationIds, from?.uint32s());
  return {
    add(id) {
      const a = id.readUInt32LE(0);
      const b = id.readUInt32LE(4);
      const c = id.readUInt32LE(8);
      const d = id.readUInt32LE(12);
      if (younger.has(a, b, c, d) || older.has(a, b, c, d)) return false;
      if (younger.count === generationIds) {
        older = younger;
        younger = createGeneration(generationIds);
      }
      younger.push([a, b, c, d]);
      return true;
    },
    write(to) {
      to.numbers(older.words, older.count * wordsPerId);
      to.numbers(younger.words, younger.count * wordsPerId);
    },
  };
}

/** Ids in the order in which they came, found by their last word: 32 bits of SHA-256. */
function createGeneration(generationIds: number, restored?: Uint32Array): Generation {
  const words = new Uint32Array(generationIds * wordsPerId);
  const tableBits = 32 - Math.clz32(generationIds * 2 - 1);
  const mask = (1 << tableBits) - 1;
  /** Place + 1; 0 is empty. */
  const table = new Int32Array(1 << tableBits);
  const slotOf = (a: number, b: number, c: number, d: number): number => {
    let slot = d & mask;
    for (;;) {
      const place = table[slot] ?? 0;
      if (place === 0) return slot;
      const at = (place - 1) * wordsPerId;
      if (words[at + 3] === d && words[at] === a && words[at + 1] === b && words[at + 2] === c) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const generation: Generation = {
    count: 0,
    words,
    has: (a, b, c, d) => table[slotOf(a, b, c, d)] !== 0,
    push([a = 0, b = 0, c = 0, d = 0]) {
      table[slotOf(a, b, c, d)] = generation.count + 1;
      words.set([a, b, c, d], generation.count * wordsPerId);
      generation.count += 1;
    },
  };
  if (restored !== undefined)
    for (let at = 0; at < restored.length; at += wordsPerId)
      generation.push([...restored.subarray(at, at + wordsPerId)]);
  return generation;
}
