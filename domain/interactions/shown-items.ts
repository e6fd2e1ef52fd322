import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIntLists } from '../memory/int-lists.ts';
import { createNumbersByText } from '../memory/numbers-by-text.ts';
import { createRecency } from '../memory/recency.ts';
import type { Steps } from '../memory/steps.ts';

/** Limits of one scope in one partition; beyond a limit the shopper goes first who was shown nothing for the longest time. */
const shownLimits = {
  shoppers: 100_000,
  /** Of one shopper: 25 answers of 8 products; the first go first. */
  ofShopper: 200,
  /** Of all shoppers together: 8 MB, and at most twice that with the places that are left free. */
  ofAll: 1_000_000,
} as const;

/** What an exposure says of it. */
export type ShownAnswer = { userId: string; productIds: readonly string[]; servedAtMs: number };

/** A name, its entry in the map and its places. */
const bytesOfShopper = 180;

/**
 * What shoppers were shown and did not touch since, for `rotate`. A product counts once a second for a shopper, so that an answer that was recorded twice, and one
 * product in several places of a page, count once. Shoppers who did nothing yet are among them.
 */
export type ShownItems = {
  readonly sizeBytes: number;
  add(userId: string, item: number, servedAtMs: number): void;
  /** The shopper has touched it: it counts anew from here. */
  forget(userId: string, item: number): void;
  /** How often each item was shown to the shopper after this time. */
  countsAfter(userId: string, afterMs: number): Map<number, number>;
  /** How much was shown to the shopper of what is kept, and the last of it: changes with each showing and each touch of what was shown. */
  stampOf(userId: string): string;
  erase(userId: string): void;
  write(to: ByteWriter): Steps;
};

type ShownLimits = { [limit in keyof typeof shownLimits]: number };

/** `limits`: for tests that reach them. */
export function createShownItems(from?: ByteReader, limits: Partial<ShownLimits> = {}): ShownItems {
  const { shoppers, ofShopper, ofAll }: ShownLimits = { ...shownLimits, ...limits };
  const names = from?.texts() ?? [];
  /** By slot: an item and the second it was shown in, alternating, in the order of arrival. */
  const showings = createIntLists(from);
  const recent = createRecency(from);
  const free = [...(from?.int32s() ?? [])];
  const nameOf = (slot: number): string => names[slot] ?? '';
  const slots = createNumbersByText(nameOf);
  let held = 0;
  for (const [slot, name] of names.entries()) {
    if (name !== '') slots.set(name, slot);
    held += showings.lengthOf(slot) / 2;
  }

  const remove = (slot: number) => {
    held -= showings.lengthOf(slot) / 2;
    showings.clear(slot);
    recent.remove(slot);
    slots.delete(nameOf(slot));
    names[slot] = '';
    free.push(slot);
  };
  const make = (userId: string): number => {
    if (slots.size >= shoppers) remove(recent.oldest());
    const slot = free.pop() ?? names.length;
    names[slot] = userId;
    slots.set(userId, slot);
    return slot;
  };
  const isThere = (slot: number, item: number, second: number): boolean => {
    const pairs = showings.valuesOf(slot);
    for (let n = pairs.length - 2; n >= 0; n -= 2) if (pairs[n] === item && pairs[n + 1] === second) return true;
    return false;
  };

  return {
    get sizeBytes() {
      return slots.size * bytesOfShopper + showings.sizeBytes;
    },
    add(userId, item, servedAtMs) {
      const slot = slots.get(userId) ?? make(userId);
      recent.touch(slot);
      const second = secondOf(servedAtMs);
      if (isThere(slot, item, second)) return;
      if (showings.lengthOf(slot) >= 2 * ofShopper) {
        showings.dropFirst(slot, 2);
        held -= 1;
      }
      showings.push(slot, item);
      showings.push(slot, second);
      held += 1;
      while (held > ofAll && recent.oldest() !== slot) remove(recent.oldest());
    },
    forget(userId, item) {
      if (held === 0) return;
      const slot = slots.get(userId);
      if (slot === undefined) return;
      const pairs = showings.valuesOf(slot);
      let kept = 0;
      for (let n = 0; n < pairs.length; n += 2) {
        if (pairs[n] === item) continue;
        pairs.copyWithin(kept, n, n + 2);
        kept += 2;
      }
      held -= (pairs.length - kept) / 2;
      if (kept < pairs.length) showings.dropLast(slot, pairs.length - kept);
    },
    countsAfter(userId, afterMs) {
      const counts = new Map<number, number>();
      const slot = slots.get(userId);
      if (slot === undefined) return counts;
      const pairs = showings.valuesOf(slot);
      const after = secondOf(afterMs);
      for (let n = 0; n < pairs.length; n += 2) {
        const item = pairs[n] ?? -1;
        if ((pairs[n + 1] ?? 0) > after) counts.set(item, (counts.get(item) ?? 0) + 1);
      }
      return counts;
    },
    stampOf(userId) {
      const slot = slots.get(userId);
      if (slot === undefined) return '';
      const pairs = showings.valuesOf(slot);
      return `${pairs.length / 2}/${pairs.at(-2) ?? ''}/${pairs.at(-1) ?? ''}`;
    },
    erase(userId) {
      const slot = slots.get(userId);
      if (slot !== undefined) remove(slot);
    },
    *write(to) {
      yield* to.texts(names);
      yield* showings.write(to);
      yield* recent.write(to);
      to.numbers(Int32Array.from(free), free.length);
    },
  };
}

/** Since 2000, so that it fits into 31 bits until 2068. */
const secondOf = (ms: number): number => Math.floor((ms - Date.UTC(2000, 0, 1)) / 1_000);
