import type { ByteReader, ByteWriter } from './bytes.ts';
import { grown } from './grown.ts';
import type { Steps } from './steps.ts';

const slotsOfStep = 16_384;
/** What is written next: filled and written in one step, so that all can use it. */
const written = new Int32Array(slotsOfStep);

/** Small integers in the order in which they were last touched: a linked list in one array. */
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
  /** The slot that was touched next after this one, or -1. */
  nextOf(slot: number): number;
  /** All slots, the oldest first. */
  write(to: ByteWriter): Steps;
  /** The last `count` of them, which begin with `first`. */
  writeLast(to: ByteWriter, first: number, count: number): Steps;
};

/** `links` holds for each slot the next one and the one before, side by side, plus 1, so that 0, which arrays begin with, is none. A slot that is not in the list has no next one and is not the last. */
export function createRecency(from?: ByteReader): Recency {
  let links = new Int32Array(128);
  let first = 0;
  let last = 0;
  let size = 0;

  const isIn = (slot: number) => 2 * slot < links.length && (links[2 * slot] !== 0 || last === slot + 1);
  const append = (slot: number) => {
    links = grown(links, 2 * slot + 2);
    links[2 * slot] = 0;
    links[2 * slot + 1] = last;
    if (last === 0) first = slot + 1;
    else links[2 * last - 2] = slot + 1;
    last = slot + 1;
    size += 1;
  };
  const remove = (slot: number) => {
    if (!isIn(slot)) return;
    const behind = links[2 * slot] ?? 0;
    const before = links[2 * slot + 1] ?? 0;
    if (before === 0) first = behind;
    else links[2 * before - 2] = behind;
    if (behind === 0) last = before;
    else links[2 * behind - 1] = before;
    links[2 * slot] = 0;
    links[2 * slot + 1] = 0;
    size -= 1;
  };

  for (const slot of from?.int32s() ?? []) append(slot);

  const recency: Recency = {
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
    nextOf: (slot) => (links[2 * slot] ?? 0) - 1,
    write: (to) => recency.writeLast(to, first - 1, size),
    *writeLast(to, from, count) {
      to.uint32(count * written.BYTES_PER_ELEMENT);
      let at = from + 1;
      for (let done = 0; done < count; done += slotsOfStep) {
        const some = Math.min(slotsOfStep, count - done);
        for (let n = 0; n < some; n++) {
          written[n] = at - 1;
          at = links[2 * at - 2] ?? 0;
        }
        to.part(written, some);
        yield;
      }
    },
  };
  return recency;
}
