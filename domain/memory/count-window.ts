import type { ByteReader, ByteWriter } from './bytes.ts';
import { mixed } from './mixed.ts';

/** Three numbers of a key, and its count. */
const wordsPerKey = 4;

/** How often each of the last keys came: of at least `generationKeys`, and at most twice as many. */
export type CountWindow = {
  /** Counts a key, three integers of 32 bits, once more, and returns how often it came. A key that has left the window begins anew. */
  count(first: number, second: number, third: number): number;
  write(to: ByteWriter): void;
};

type Generation = {
  /** The place of its count among the words; -1 if it is not there. `hash`: of the key, by `spread`. */
  find(hash: number, first: number, second: number, third: number): number;
  /** Returns the place of its count, which is zero. The key must not be there. */
  add(hash: number, first: number, second: number, third: number): number;
  readonly size: number;
  readonly words: Int32Array<ArrayBuffer>;
};

/** Keeps two generations: when the younger is full it takes the place of the older, which is dropped. A key of the older one that comes again goes on in the younger one. */
export function createCountWindow(generationKeys: number, from?: ByteReader): CountWindow {
  let older = createGeneration(generationKeys, from?.int32s());
  let younger = createGeneration(generationKeys, from?.int32s());
  return {
    count(first, second, third) {
      const hash = spread(first, second, third);
      let at = younger.find(hash, first, second, third);
      if (at < 0) {
        const before = older.find(hash, first, second, third);
        const known = before < 0 ? 0 : (older.words[before] ?? 0);
        if (younger.size === generationKeys) {
          older = younger;
          younger = createGeneration(generationKeys);
        }
        at = younger.add(hash, first, second, third);
        younger.words[at] = known;
      }
      const count = (younger.words[at] ?? 0) + 1;
      younger.words[at] = count;
      return count;
    },
    write(to) {
      for (const { words, size } of [older, younger]) to.numbers(words, size * wordsPerKey);
    },
  };
}

function createGeneration(generationKeys: number, restored?: Int32Array): Generation {
  const words = new Int32Array(generationKeys * wordsPerKey);
  const tableBits = 32 - Math.clz32(generationKeys * 2 - 1);
  const mask = (1 << tableBits) - 1;
  /** Place + 1; 0 is empty. */
  const table = new Int32Array(1 << tableBits);
  let size = 0;
  const note = (hash: number) => {
    let slot = hash & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    size += 1;
    table[slot] = size;
  };
  if (restored !== undefined) {
    words.set(restored);
    for (let at = 0; at < restored.length; at += wordsPerKey)
      note(spread(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0));
  }
  return {
    get size() {
      return size;
    },
    words,
    find(hash, first, second, third) {
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const place = table[slot] ?? 0;
        if (place === 0) return -1;
        const at = (place - 1) * wordsPerKey;
        if (words[at] === first && words[at + 1] === second && words[at + 2] === third) return at + 3;
      }
    },
    add(hash, first, second, third) {
      const at = size * wordsPerKey;
      words[at] = first;
      words[at + 1] = second;
      words[at + 2] = third;
      words[at + 3] = 0;
      note(hash);
      return at + 3;
    },
  };
}

/** All bits of the three as likely. */
const spread = (first: number, second: number, third: number): number => mixed(mixed(mixed(first) ^ second) ^ third);
