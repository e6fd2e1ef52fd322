import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { grown } from '../memory/grown.ts';
import { createIntLists } from '../memory/int-lists.ts';
import { createRecentSets, type RecentSets } from '../memory/recent-sets.ts';
import type { Steps } from '../memory/steps.ts';
import type { ShopperRef, Shoppers } from './shoppers.ts';

/** Limits of one scope in one partition; the oldest session goes first. */
const sessionLimits = { sets: 200_000, itemsOfSet: 50, setsOfItem: 1_000 } as const;
/** Without a session id, a session ends when its shopper pauses for longer than this. */
const sessionGapMs = 30 * 60_000;
/** Returns to a product that are kept of a session; the first ones go first. */
const maxReturns = 50;

/** The visits of shoppers: each has distinct products, in the order of their last touch. */
export type Sessions = {
  readonly sets: RecentSets;
  /** The latest event time of a session that is kept. */
  lastMsOf(number: number): number;
  /** Adds an event of this weight to the session with this id, else to the shopper's current one, else to a new one. */
  touch(slot: number, item: number, sessionId: string | null, timestampMs: number, weight: number): void;
  /** Returns the session that an event would be added to; -1 if it is a new one. */
  continuedBy(slot: number, sessionId: string | null, timestampMs: number): number;
  /** Whether an event goes on with the look at the product that was touched last, as a cart after a view does: the product is the same, and the weight another. */
  isSameLook(number: number, item: number, weight: number): boolean;
  /** The items of a session, by its slot, that the shopper came back to, once for each time; a view, valid until the next change. */
  returnsAt(slot: number): Int32Array;
  /** Returns the session of this id, or -1. */
  find(slot: number, sessionId: string): number;
  /** Returns the session of this id that was begun last, whoever's it is, or -1. */
  findOfAnybody(sessionId: string): number;
  /** Returns the session that the shopper is in at this time, or -1. */
  currentOf(slot: number, nowMs: number): number;
  /** Whose session it is. */
  ownerOf(number: number): ShopperRef;
  eraseAllOf(ref: ShopperRef): void;
  readonly sizeBytes: number;
  write(to: ByteWriter): Steps;
};

export function createSessions(shoppers: Shoppers, from?: ByteReader): Sessions {
  const sets = createRecentSets(sessionLimits, from);
  /** By slot of the session. */
  let owners = from?.int32s() ?? new Int32Array(64);
  let lastTimes = from?.float64s() ?? new Float64Array(64);
  /** Of the event that was added last. */
  let lastWeights = from?.uint16s() ?? new Uint16Array(64);
  const returns = createIntLists(from);
  /** Empty if the session has no id. */
  const ids = from?.texts() ?? [];
  const byId = new Map<string, number>();
  /** By session id alone, for who asks without a name: the session that was begun last. */
  const newestOfId = new Map<string, number>();
  const keyOf = (ref: ShopperRef, sessionId: string) => `${ref} ${sessionId}`;
  const firstKept = () => Math.max(0, sets.made - sessionLimits.sets);
  for (let number = firstKept(); number < sets.made; number++) {
    const slot = sets.slotOf(number);
    const id = ids[slot] ?? '';
    if (id === '') continue;
    byId.set(keyOf(owners[slot] ?? 0, id), number);
    newestOfId.set(id, number);
  }

  const drop = (number: number) => {
    const slot = sets.slotOf(number);
    returns.clear(slot);
    const id = ids[slot] ?? '';
    if (id === '') return;
    const key = keyOf(owners[slot] ?? 0, id);
    if (byId.get(key) === number) byId.delete(key);
    if (newestOfId.get(id) === number) newestOfId.delete(id);
  };
  const open = (ref: ShopperRef, sessionId: string | null, timestampMs: number): number => {
    const number = sets.open(drop);
    const slot = sets.slotOf(number);
    owners = grown(owners, slot + 1);
    lastTimes = grown(lastTimes, slot + 1);
    lastWeights = grown(lastWeights, slot + 1);
    owners[slot] = ref;
    lastTimes[slot] = timestampMs;
    lastWeights[slot] = 0;
    ids[slot] = sessionId ?? '';
    if (sessionId !== null) {
      byId.set(keyOf(ref, sessionId), number);
      newestOfId.set(sessionId, number);
    }
    return number;
  };
  /** The shopper's current session if the event belongs to it, else -1; found without making a key. */
  const current = (slot: number, sessionId: string | null, timestampMs: number): number => {
    const { number, lastMs } = shoppers.sessionOf(slot);
    if (number < 0 || !sets.isKept(number)) return -1;
    const at = sets.slotOf(number);
    if (owners[at] !== shoppers.refOf(slot)) return -1;
    if (sessionId !== null) return ids[at] === sessionId ? number : -1;
    return timestampMs - lastMs <= sessionGapMs ? number : -1;
  };

  const sessions: Sessions = {
    sets,
    lastMsOf: (number) => lastTimes[sets.slotOf(number)] ?? 0,
    touch(slot, item, sessionId, timestampMs, weight) {
      let number = sessions.continuedBy(slot, sessionId, timestampMs);
      if (number < 0) number = open(shoppers.refOf(slot), sessionId, timestampMs);
      const at = sets.slotOf(number);
      const isSameLook = sessions.isSameLook(number, item, weight);
      lastTimes[at] = Math.max(lastTimes[at] ?? 0, timestampMs);
      lastWeights[at] = weight;
      shoppers.setSession(slot, number, Math.max(shoppers.sessionOf(slot).lastMs, timestampMs));
      // A session that is full does not take a new item.
      if (sets.add(number, item) || isSameLook || sets.itemsOf(number).at(-1) !== item) return;
      if (returns.lengthOf(at) >= maxReturns) returns.dropFirst(at, 1);
      returns.push(at, item);
    },
    continuedBy(slot, sessionId, timestampMs) {
      const number = current(slot, sessionId, timestampMs);
      if (number >= 0 || sessionId === null) return number;
      return byId.get(keyOf(shoppers.refOf(slot), sessionId)) ?? -1;
    },
    isSameLook(number, item, weight) {
      const at = sets.slotOf(number);
      return lastWeights[at] !== weight && sets.itemsOf(number).at(-1) === item;
    },
    returnsAt: returns.valuesOf,
    find: (slot, sessionId) => byId.get(keyOf(shoppers.refOf(slot), sessionId)) ?? -1,
    findOfAnybody: (sessionId) => newestOfId.get(sessionId) ?? -1,
    currentOf(slot, nowMs) {
      const { number, lastMs } = shoppers.sessionOf(slot);
      const isCurrent = number >= 0 && sets.isKept(number) && nowMs - lastMs <= sessionGapMs;
      return isCurrent && owners[sets.slotOf(number)] === shoppers.refOf(slot) ? number : -1;
    },
    ownerOf: (number) => owners[sets.slotOf(number)] ?? -1,
    eraseAllOf(ref) {
      const erased = new Set<string>();
      for (let number = firstKept(); number < sets.made; number++) {
        const slot = sets.slotOf(number);
        if (owners[slot] !== ref) continue;
        erased.add(ids[slot] ?? '');
        drop(number);
        ids[slot] = '';
        sets.clear(number);
      }
      // An id that others use too is theirs now, as it would be in a shard that is restored.
      for (let number = firstKept(); number < sets.made; number++) {
        const id = ids[sets.slotOf(number)] ?? '';
        if (id !== '' && erased.has(id)) newestOfId.set(id, number);
      }
    },
    get sizeBytes() {
      const own = owners.byteLength + lastTimes.byteLength + lastWeights.byteLength;
      return sets.sizeBytes + returns.sizeBytes + own + (byId.size + newestOfId.size) * 120;
    },
    *write(to) {
      yield* sets.write(to);
      to.numbers(owners, sets.kept);
      to.numbers(lastTimes, sets.kept);
      to.numbers(lastWeights, sets.kept);
      yield* returns.write(to);
      yield* to.texts(ids);
    },
  };
  return sessions;
}
