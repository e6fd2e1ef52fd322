import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIntLists } from '../memory/int-lists.ts';
import type { Steps } from '../memory/steps.ts';
import { hourMs } from './hourly-sums.ts';

/** Products that are known to lie in a shopper's cart; those that were put there first go first. */
const mostCarted = 100;
/** Numbers of one product: itself, and the hour of the event. */
const pair = 2;

/** What shoppers have put into their carts and neither taken out nor bought: products by slot of the shopper, each with the hour in which it counted. */
export type CartedItems = {
  readonly sizeBytes: number;
  /** A product that is put there again counts in the hour of the last time. */
  put(slot: number, item: number, timestampMs: number): void;
  /** Takes a product out: a time of the hour in which it counted; null if it was not there. */
  take(slot: number, item: number): number | null;
  erase(slot: number): void;
  write(to: ByteWriter): Steps;
};

export function createCartedItems(from?: ByteReader): CartedItems {
  const carts = createIntLists(from);
  const placeOf = (slot: number, item: number): number => {
    const held = carts.valuesOf(slot);
    for (let at = 0; at < held.length; at += pair) if (held[at] === item) return at;
    return -1;
  };
  const carted: CartedItems = {
    get sizeBytes() {
      return carts.sizeBytes;
    },
    put(slot, item, timestampMs) {
      carted.take(slot, item);
      if (carts.lengthOf(slot) >= mostCarted * pair) carts.dropFirst(slot, pair);
      carts.push(slot, item);
      carts.push(slot, Math.floor(timestampMs / hourMs));
    },
    take(slot, item) {
      const at = placeOf(slot, item);
      if (at < 0) return null;
      const held = carts.valuesOf(slot);
      const hour = held[at + 1] ?? 0;
      held.copyWithin(at, at + pair);
      carts.dropLast(slot, pair);
      return hour * hourMs;
    },
    erase: carts.clear,
    write: (to) => carts.write(to),
  };
  return carted;
}
