const wordsPerId = 4;
/** A power of two. */
const firstSlots = 4096;
/** Beyond this share of used slots probing gets long. */
const maxLoad = 0.7;

/** A set of 16-byte ids in 16 bytes a slot: a tenth of what a `Set` of strings takes. Ids are never all zero. */
export type IdSet = {
  readonly size: number;
  readonly sizeBytes: number;
  has(id: Buffer): boolean;
  /** False if the set is full: it takes no more ids. Adding twice is adding once. */
  add(id: Buffer): boolean;
};

/** How many ids fit into this many slots. */
export const idsOfSlots = (slots: number): number => Math.floor(slots * maxLoad);

/**
 * An open-addressing table with linear probing that doubles up to `maxSlots` (a power of two). The last word of an id
 * is 32 bits of SHA-256, so it serves as its hash. `slots` is where to start: a successor starts as large as the set
 * before it, and does not stop the process for growing again.
 */
export function createIdSet(maxSlots: number, slots: number = firstSlots): IdSet {
  let capacity = Math.min(slots, maxSlots);
  let words = new Int32Array(capacity * wordsPerId);
  let size = 0;

  /** Where the id is, or the empty slot where it would be, as an index of its first word. */
  function slotOf(a: number, b: number, c: number, d: number): number {
    let slot = d & (capacity - 1);
    for (;;) {
      const at = slot * wordsPerId;
      if (words[at + 3] === d && words[at] === a && words[at + 1] === b && words[at + 2] === c) return at;
      if (isFree(at)) return at;
      slot = (slot + 1) & (capacity - 1);
    }
  }

  const isFree = (at: number) => (words[at]! | words[at + 1]! | words[at + 2]! | words[at + 3]!) === 0;

  function grow(): void {
    const old = words;
    capacity *= 2;
    words = new Int32Array(capacity * wordsPerId);
    for (let at = 0; at < old.length; at += wordsPerId) {
      const [a, b, c, d] = [old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!];
      if ((a | b | c | d) !== 0) words.set([a, b, c, d], slotOf(a, b, c, d));
    }
  }

  return {
    get size() {
      return size;
    },
    get sizeBytes() {
      return words.byteLength;
    },
    has(id) {
      return !isFree(slotOf(id.readInt32LE(0), id.readInt32LE(4), id.readInt32LE(8), id.readInt32LE(12)));
    },
    add(id) {
      const [a, b, c, d] = [id.readInt32LE(0), id.readInt32LE(4), id.readInt32LE(8), id.readInt32LE(12)];
      if (size >= idsOfSlots(capacity)) {
        if (capacity >= maxSlots) return !isFree(slotOf(a, b, c, d));
        grow();
      }
      const at = slotOf(a, b, c, d);
      if (!isFree(at)) return true;
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = c;
      words[at + 3] = d;
      size += 1;
      return true;
    },
  };
}
