import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { grown } from '../memory/grown.ts';
import { createIntLists } from '../memory/int-lists.ts';
import type { Steps } from '../memory/steps.ts';
import type { ShopperRef } from './shoppers.ts';

export const dayMs = 86_400_000;
/** Purchases that are kept of a shopper, a product once a day; the first ones go first. */
export const maxPurchases = 500;

/** The days on which shoppers bought products, and how many days lie between two purchases of one product by one shopper. */
export type PurchaseDays = {
  readonly sizeBytes: number;
  /** Counts a purchase of the shopper in this slot. */
  add(slot: number, ref: ShopperRef, item: number, timestampMs: number): void;
  /** What the shopper bought, in the order of arrival: `days[n]`, counted from 1970 in UTC, is that of `items[n]`. Views, valid until the next change. */
  of(slot: number, ref: ShopperRef): { items: Int32Array; days: Int32Array };
  /** Of all repeated purchases of a product, also by shoppers who have gone: how many, and the sum of the days since the purchase before. */
  repeatsOf(item: number): { count: number; days: number };
  erase(slot: number): void;
  write(to: ByteWriter): Steps;
};

export function createPurchaseDays(from?: ByteReader): PurchaseDays {
  const items = createIntLists(from);
  const days = createIntLists(from);
  /** By slot, whose purchases these are: a slot goes to another shopper. */
  let owners = from?.int32s() ?? new Int32Array(64);
  let places = from === undefined ? 0 : owners.length;
  /** By item. */
  let repeats = from?.uint32s() ?? new Uint32Array(64);
  let repeatDays = from?.uint32s() ?? new Uint32Array(64);
  let known = from === undefined ? 0 : repeats.length;

  const clear = (slot: number) => {
    items.clear(slot);
    days.clear(slot);
  };
  const countRepeat = (item: number, gap: number) => {
    known = Math.max(known, item + 1);
    repeats = grown(repeats, known);
    repeatDays = grown(repeatDays, known);
    repeats[item] = (repeats[item] ?? 0) + 1;
    repeatDays[item] = (repeatDays[item] ?? 0) + gap;
  };
  const isOf = (slot: number, ref: ShopperRef) => slot < places && owners[slot] === ref;

  return {
    get sizeBytes() {
      return items.sizeBytes + days.sizeBytes + owners.byteLength + repeats.byteLength + repeatDays.byteLength;
    },
    add(slot, ref, item, timestampMs) {
      if (!isOf(slot, ref)) {
        clear(slot);
        places = Math.max(places, slot + 1);
        owners = grown(owners, places);
        owners[slot] = ref;
      }
      const day = Math.floor(timestampMs / dayMs);
      const [bought, on] = [items.valuesOf(slot), days.valuesOf(slot)];
      let before = -1;
      for (let n = 0; n < bought.length; n++) {
        if (bought[n] !== item) continue;
        if (on[n] === day) return;
        if ((on[n] ?? 0) < day) before = Math.max(before, on[n] ?? 0);
      }
      if (before >= 0) countRepeat(item, day - before);
      if (bought.length >= maxPurchases) {
        items.dropFirst(slot, 1);
        days.dropFirst(slot, 1);
      }
      items.push(slot, item);
      days.push(slot, day);
    },
    of: (slot, ref) =>
      isOf(slot, ref)
        ? { items: items.valuesOf(slot), days: days.valuesOf(slot) }
        : { items: new Int32Array(0), days: new Int32Array(0) },
    repeatsOf: (item) =>
      item >= 0 && item < known ? { count: repeats[item] ?? 0, days: repeatDays[item] ?? 0 } : { count: 0, days: 0 },
    erase: clear,
    *write(to) {
      yield* items.write(to);
      yield* days.write(to);
      to.numbers(owners, places);
      to.numbers(repeats, known);
      to.numbers(repeatDays, known);
    },
  };
}
