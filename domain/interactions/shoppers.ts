import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createCompactSets } from '../memory/compact-sets.ts';
import { grown } from '../memory/grown.ts';
import { type CopiedLists, createIntLists } from '../memory/int-lists.ts';
import { createNumbersByText } from '../memory/numbers-by-text.ts';
import { createRecency } from '../memory/recency.ts';
import { createRecords } from '../memory/records.ts';
import type { Steps } from '../memory/steps.ts';

/** Limits of one scope in one partition; beyond a limit the shopper goes first who was not seen for the longest time. */
const shopperLimits = {
  /** Profiles: purchased products, and how much a shopper has done. */
  shoppers: 500_000,
  /** Histories, which are forgotten before the profiles. */
  histories: 200_000,
  /** Of one shopper; the products that were not touched for the longest time go first. */
  itemsOfHistory: 4_000,
  /** Of all histories together: 80 MB, and at most twice that with the places that are left free. */
  itemsOfHistories: 20_000_000,
  purchases: 4_000,
  /** Numbers of 32 bits of what is known beyond those lists (`wasTouched`): 64 MB of all shoppers together. */
  earlier: 16_000_000,
  /** Events that carry a weight, and the sum of their weights, are counted up to here. */
  activity: 1_000,
  /** The most shoppers that can be found by an item. */
  shoppersOfItem: 1_000,
} as const;

/** An item that fewer shoppers can be found by has never had one more: of those who can be found by an item half stay when they are too many. */
export const leastNamed = shopperLimits.shoppersOfItem >> 1;

type ShopperLimits = { [limit in keyof typeof shopperLimits]: number };

/** A shopper's slot below 2^20, and above it how often the slot was taken before, modulo 2^11: it tells a shopper from a former one. */
export type ShopperRef = number;
const slotBits = 20;
export const slotMask = (1 << slotBits) - 1;
const lifeMask = (1 << 11) - 1;
/** Counts of shoppers by their number of events go up to this number. */
const countedEvents = 50;

/** The shoppers and what they have done, as small integers. A slot is valid until its shopper is dropped. */
export type Shoppers = {
  readonly size: number;
  /** All slots are below this number. */
  readonly places: number;
  readonly sizeBytes: number;
  /** Returns the slot, or -1 for an unknown shopper. */
  find(userId: string): number;
  /** Makes a shopper who is not known, and returns the slot. */
  make(userId: string): number;
  /** Counts an event of the shopper that carries a weight. */
  touch(slot: number, item: number, weight: number, isPurchase: boolean): void;
  /** Takes the weight of an event back; that it happened still counts among the shopper's events. */
  takeBack(slot: number, weight: number): void;
  erase(userId: string): ShopperRef | null;
  refOf(slot: number): ShopperRef;
  /** The slot, or -1 if that shopper has gone. */
  slotOf(ref: ShopperRef): number;
  /** The shopper's distinct products, the last touched at the end; a view, valid until the next change. */
  historyOf(slot: number): Int32Array;
  /** The shopper's id, empty for a slot that nobody has. */
  nameOf(slot: number): string;
  /** The same of many shoppers, by slot. */
  readonly histories: CopiedLists;
  purchasesOf(slot: number): Int32Array;
  /** Whether the shopper touched, or bought, an item before what is listed: always true if so, and of other items for one of 128 at the most. */
  /** Whether either may be said of any item. */
  hasEarlier(slot: number): boolean;
  wasTouched(slot: number, item: number): boolean;
  wasBought(slot: number, item: number): boolean;
  /** Products in all histories. */
  readonly held: number;
  /** How many histories have the item. */
  holdersOf(item: number): number;
  /** Adds to `sums[n]` how many histories have the item of number `numbers[n]`. */
  addHolders(numbers: Int32Array, itemOf: Int32Array, sums: Float64Array): void;
  /** Erased shoppers, and how many of them had the item; those before a restart or a rest of the scope are left out. */
  readonly erasures: number;
  erasedOf(item: number): number;
  /**
   * By item, in place: the refs of the most recent shoppers with it, the most recent last. One may be there twice, and a slot (`ref & slotMask`) may have been left, or taken by
   * somebody else.
   */
  readonly refsWith: CopiedLists;
  /** How many events with a weight the shopper has had: the number changes whenever the shopper's answers may change. */
  totalOf(slot: number): number;
  eventsOf(slot: number): number;
  weightOf(slot: number): number;
  /** The session that the shopper began last, -1 for none. */
  sessionOf(slot: number): number;
  /** The shopper's latest event time. */
  lastMsOf(slot: number): number;
  setSession(slot: number, number: number, lastMs: number): void;
  /** The latest event time of whoever did something last; null without shoppers. */
  readonly latestMs: number | null;
  /** How many shoppers have at least this many events (up to 50). */
  withEvents(atLeast: number): number;
  write(to: ByteWriter): Steps;
};

/** Fields of a shopper's record: the slot's life, events with a weight, those and their weights up to the limit of activity, the last session, 1 for a history that is known. */
const [lives, totals, events, weights, sessions, isRemembered, fields] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Of a list that is full for the first time so many products have room in the set beyond it. */
const roomBeyondList = 1_024;

/** `limits`: for tests that reach them. */
export function createShoppers(from?: ByteReader, limits: Partial<ShopperLimits> = {}): Shoppers {
  const { histories: mostRemembered, itemsOfHistory, itemsOfHistories, ...most } = { ...shopperLimits, ...limits };
  const names = from?.texts() ?? [];
  const records = createRecords(fields);
  if (from !== undefined) {
    records.fill(lives, from.uint16s());
    records.fill(totals, from.uint32s());
    records.fill(events, from.uint16s());
    records.fill(weights, from.uint16s());
    records.fill(sessions, from.int32s());
    records.fillTimes(from.float64s());
  }
  const histories = createIntLists(from);
  const purchases = createIntLists(from);
  const postings = createIntLists(from);
  /** What has left the histories, and the purchases. */
  const touchedEarlier = createCompactSets(from);
  const boughtEarlier = createCompactSets(from);
  const seen = createRecency(from);
  /** Whose histories are known: those who were seen last, from `oldestRemembered` on. */
  let oldestRemembered = -1;
  let remembered = 0;
  for (const slot of from?.int32s() ?? []) {
    records.set(slot, isRemembered, 1);
    if (remembered === 0) oldestRemembered = slot;
    remembered += 1;
  }
  const free = [...(from?.int32s() ?? [])];
  const nameOf = (slot: number): string => names[slot] ?? '';
  const slots = createNumbersByText(nameOf);
  for (const [slot, name] of names.entries()) if (name !== '') slots.set(name, slot);
  const byEvents = new Int32Array(countedEvents + 1);
  let held = 0;
  /** By item; derived from the histories. */
  let holders = new Int32Array(64);
  let erased = new Int32Array(64);
  let erasures = 0;
  const hold = (item: number, by: 1 | -1) => {
    holders = grown(holders, item + 1);
    holders[item] = (holders[item] ?? 0) + by;
    held += by;
  };
  for (const [slot, name] of names.entries()) {
    if (name === '') continue;
    count(records.get(slot, events), 1);
    for (const item of histories.valuesOf(slot)) hold(item, 1);
  }

  function count(number: number, by: 1 | -1): void {
    const at = Math.min(number, countedEvents);
    if (at > 0) byEvents[at] = (byEvents[at] ?? 0) + by;
  }
  const forget = (slot: number) => {
    if (records.get(slot, isRemembered) === 0) return;
    const items = histories.valuesOf(slot);
    for (const item of items) hold(item, -1);
    touchedEarlier.add(slot, items, Math.max(1, items.length));
    histories.clear(slot);
    if (slot === oldestRemembered) oldestRemembered = seen.nextOf(slot);
    records.set(slot, isRemembered, 0);
    remembered -= 1;
  };
  /** Makes the shopper the one who was seen last, and remembered. */
  const see = (slot: number) => {
    if (records.get(slot, isRemembered) === 0) {
      if (remembered >= mostRemembered) forget(oldestRemembered);
      records.set(slot, isRemembered, 1);
      remembered += 1;
      if (oldestRemembered < 0) oldestRemembered = slot;
    } else if (slot === oldestRemembered && remembered > 1) oldestRemembered = seen.nextOf(slot);
    seen.touch(slot);
  };
  const remove = (slot: number) => {
    forget(slot);
    touchedEarlier.clear(slot);
    boughtEarlier.clear(slot);
    purchases.clear(slot);
    seen.remove(slot);
    count(records.get(slot, events), -1);
    slots.delete(nameOf(slot));
    names[slot] = '';
    records.set(slot, lives, (records.get(slot, lives) + 1) & lifeMask);
    for (const field of [totals, events, weights]) records.set(slot, field, 0);
    records.set(slot, sessions, -1);
    records.setTime(slot, 0);
    free.push(slot);
  };
  const buy = (slot: number, item: number) => {
    const first = purchases.lengthOf(slot) < most.purchases ? -1 : (purchases.valuesOf(slot)[0] ?? -1);
    if (!purchases.moveToEnd(slot, item, most.purchases) && first >= 0)
      boughtEarlier.add(slot, [first], roomBeyondList);
  };
  const refOf = (slot: number): ShopperRef => slot | (records.get(slot, lives) << slotBits);

  return {
    get size() {
      return slots.size;
    },
    get places() {
      return names.length;
    },
    get sizeBytes() {
      // A name is a string, its entry in the table and its places.
      return (
        slots.size * 160 +
        histories.sizeBytes +
        purchases.sizeBytes +
        postings.sizeBytes +
        touchedEarlier.sizeBytes +
        boughtEarlier.sizeBytes +
        holders.byteLength +
        records.sizeBytes
      );
    },
    find: (userId) => slots.get(userId) ?? -1,
    make(userId) {
      if (slots.size >= shopperLimits.shoppers) remove(seen.oldest());
      const slot = free.pop() ?? names.length;
      names[slot] = userId;
      slots.set(userId, slot);
      records.reach(slot);
      records.set(slot, sessions, -1);
      return slot;
    },
    touch(slot, item, weight, isPurchase) {
      records.set(slot, totals, records.get(slot, totals) + 1);
      const before = records.get(slot, events);
      if (before < shopperLimits.activity) {
        records.set(slot, events, before + 1);
        if (before < countedEvents) {
          count(before, -1);
          count(before + 1, 1);
        }
      }
      records.set(slot, weights, Math.min(shopperLimits.activity, records.get(slot, weights) + weight));
      see(slot);
      const oldest = histories.lengthOf(slot) < itemsOfHistory ? -1 : (histories.valuesOf(slot)[0] ?? -1);
      if (!histories.moveToEnd(slot, item, itemsOfHistory)) {
        hold(item, 1);
        if (oldest >= 0) {
          hold(oldest, -1);
          touchedEarlier.add(slot, [oldest], roomBeyondList);
        }
        while (held > itemsOfHistories && oldestRemembered !== slot) forget(oldestRemembered);
        postings.push(item, refOf(slot));
        const posted = postings.lengthOf(item);
        if (posted > shopperLimits.shoppersOfItem) postings.dropFirst(item, posted - leastNamed);
      }
      if (isPurchase) buy(slot, item);
      while (touchedEarlier.words + boughtEarlier.words > most.earlier && seen.oldest() !== slot) remove(seen.oldest());
    },
    takeBack(slot, weight) {
      records.set(slot, totals, records.get(slot, totals) + 1);
      records.set(slot, weights, Math.max(0, records.get(slot, weights) - weight));
    },
    erase(userId) {
      const slot = slots.get(userId);
      if (slot === undefined) return null;
      const ref = refOf(slot);
      erasures += 1;
      for (const item of histories.valuesOf(slot)) {
        erased = grown(erased, item + 1);
        erased[item] = (erased[item] ?? 0) + 1;
      }
      remove(slot);
      return ref;
    },
    refOf,
    slotOf(ref) {
      const slot = ref & slotMask;
      // When a shopper goes, the slot's life is counted up, so a former shopper's ref no longer fits.
      return slot < names.length && refOf(slot) === ref ? slot : -1;
    },
    historyOf: (slot) => histories.valuesOf(slot),
    nameOf,
    histories,
    get held() {
      return held;
    },
    holdersOf: (item) => holders[item] ?? 0,
    addHolders(numbers, itemOf, sums) {
      for (let n = 0; n < numbers.length; n++) {
        const item = itemOf[numbers[n] ?? 0] ?? -1;
        if (item >= 0) sums[n] = (sums[n] ?? 0) + (holders[item] ?? 0);
      }
    },
    get erasures() {
      return erasures;
    },
    erasedOf: (item) => erased[item] ?? 0,
    purchasesOf: (slot) => purchases.valuesOf(slot),
    hasEarlier: (slot) => !(touchedEarlier.isEmpty(slot) && boughtEarlier.isEmpty(slot)),
    wasTouched: touchedEarlier.has,
    wasBought: boughtEarlier.has,
    refsWith: postings,
    totalOf: (slot) => records.get(slot, totals),
    eventsOf: (slot) => records.get(slot, events),
    weightOf: (slot) => records.get(slot, weights),
    sessionOf: (slot) => records.get(slot, sessions),
    lastMsOf: records.timeOf,
    setSession(slot, number, lastMs) {
      records.set(slot, sessions, number);
      records.setTime(slot, lastMs);
    },
    get latestMs() {
      const slot = seen.newest();
      return slot < 0 ? null : records.timeOf(slot);
    },
    withEvents(atLeast) {
      let sum = 0;
      for (let number = Math.min(Math.max(1, atLeast), countedEvents); number <= countedEvents; number++)
        sum += byEvents[number] ?? 0;
      return sum;
    },
    *write(to) {
      yield* to.texts(names);
      const size = names.length;
      yield* records.writeField(to, lives, size, 'uint16');
      yield* records.writeField(to, totals, size, 'uint32');
      yield* records.writeField(to, events, size, 'uint16');
      yield* records.writeField(to, weights, size, 'uint16');
      yield* records.writeField(to, sessions, size, 'int32');
      yield* records.writeTimes(to, size);
      yield* histories.write(to);
      yield* purchases.write(to);
      yield* postings.write(to);
      yield* touchedEarlier.write(to);
      yield* boughtEarlier.write(to);
      yield* seen.write(to);
      yield* seen.writeLast(to, oldestRemembered, remembered);
      to.numbers(Int32Array.from(free), free.length);
    },
  };
}
