import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { Steps } from './steps.ts';

const slotsOfStep = 16_384;

/** Small integers in the order in which they were last touched: a linked list in two arrays. */
export type Recency = {
  readonly size: number;
  has(slot: number): boolean;
  /** Makes a slot the most recent; it need not be in the list. */
  touch(slot: number): void;
  remove(slot: number): void;
  /** The slot that was not touched for the longest time, or -1. */
  oldest(): number;
  /** The slot that was touched last, or -1. */
  newest(): number;
  write(to: ByteWriter): Steps;
};

/** `next` and `previous` hold slot + 1, so that 0, which arrays begin with, is none. A slot that is not in the list has `next` 0 and is not the last. */
export function createRecency(from?: ByteReader): Recency {
  let next = new Int32Array(64);
  let previous = new Int32Array(64);
  let first = 0;
  let last = 0;
  let size = 0;

  const isIn = (slot: number) => slot < next.length && (next[slot] !== 0 || last === slot + 1);
  const append = (slot: number) => {
    next = grown(next, slot + 1);
    previous = grown(previous, slot + 1);
    previous[slot] = last;
    next[slot] = 0;
    if (last === 0) first = slot + 1;
    else next[last - 1] = slot + 1;
    last = slot + 1;
    size += 1;
  };
  const remove = (slot: number) => {
    if (!isIn(slot)) return;
    const [before, behind] = [previous[slot] ?? 0, next[slot] ?? 0];
    if (before === 0) first = behind;
    else next[before - 1] = behind;
    if (behind === 0) last = before;
    else previous[behind - 1] = before;
    next[slot] = 0;
    previous[slot] = 0;
    size -= 1;
  };

  for (const slot of from?.int32s() ?? []) append(slot);

  return {
    get size() {
      return size;
    },
    has: isIn,
    touch(slot) {
      if (last === slot + 1) return;
      remove(slot);
      append(slot);
    },
    remove,
    oldest: () => first - 1,
    newest: () => last - 1,
    *write(to) {
      const slots = new Int32Array(size);
      let at = first;
      for (let i = 0; i < size; i++) {
        slots[i] = at - 1;
        at = next[at - 1] ?? 0;
        if (i % slotsOfStep === slotsOfStep - 1) yield;
      }
      to.numbers(slots, size);
    },
  };
}
