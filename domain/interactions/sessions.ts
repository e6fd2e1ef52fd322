import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIntLists } from '../memory/int-lists.ts';
import { createRecentSets, type RecentSets } from '../memory/recent-sets.ts';
import { createRecords } from '../memory/records.ts';
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
  /** Returns the shopper's session with this id, without an id the current one, that an event goes on with; -1 if it begins a new one. */
  continuedBy(slot: number, sessionId: string | null, timestampMs: number): number;
  /** Begins a session of the shopper, and returns its number. */
  open(slot: number, sessionId: string | null, timestampMs: number): number;
  /** Adds an event of this weight to a session of the shopper. */
  touch(slot: number, number: number, item: number, timestampMs: number, weight: number): void;
  /** Whether an event goes on with the look at the product that was touched last, as a cart after a view does: the product is the same, and the weight another. */
  isSameLook(number: number, item: number, weight: number): boolean;
  /** The items of a session, by its slot, that the shopper came back to, once for each time; a view, valid until the next change. */
  returnsAt(slot: number): Int32Array;
  /** Returns the session of this id, or -1. */
  find(slot: number, sessionId: string): number;
  /** Returns the session of this id that was begun last, whoever's it is, or -1. */
  findOfAnybody(sessionId: string): number;
  /** Returns the session of this id that was begun last by anybody but this shopper, or -1. */
  findOfOthers(sessionId: string, ref: ShopperRef): number;
  /** Returns the session that the shopper is in at this time, or -1. */
  currentOf(slot: number, nowMs: number): number;
  /** Whose session it is. */
  ownerOf(number: number): ShopperRef;
  eraseAllOf(ref: ShopperRef): void;
  readonly sizeBytes: number;
  write(to: ByteWriter): Steps;
};

/** Fields of a session's record: whose it is, and the weight of the event that was added last. */
const [owners, lastWeights, fields] = [0, 1, 2] as const;

export function createSessions(shoppers: Shoppers, from?: ByteReader): Sessions {
  const sets = createRecentSets(sessionLimits, from);
  /** By slot of the session. */
  const records = createRecords(fields);
  if (from !== undefined) {
    records.fill(owners, from.int32s());
    records.fillTimes(from.float64s());
    records.fill(lastWeights, from.uint16s());
  }
  const returns = createIntLists(from);
  /** Empty if the session has no id. */
  const ids = from?.texts() ?? [];
  /** By session id the session that was begun last. */
  const newestOfId = new Map<string, number>();
  /** By shopper and id those whose id a later session has too, of somebody else: there are hardly any, so that hardly a key is made. */
  const shared = new Map<string, number>();
  /** By session: the one begun before it under the same id. */
  const beforeIt = new Map<number, number>();
  const keyOf = (ref: ShopperRef, sessionId: string) => `${ref} ${sessionId}`;
  const ownerOf = (number: number): ShopperRef => records.get(sets.slotOf(number), owners);
  const note = (number: number, sessionId: string) => {
    const former = newestOfId.get(sessionId);
    if (former === undefined) beforeIt.delete(number);
    else {
      shared.set(keyOf(ownerOf(former), sessionId), former);
      beforeIt.set(number, former);
    }
    newestOfId.set(sessionId, number);
  };
  const find = (ref: ShopperRef, sessionId: string): number => {
    const newest = newestOfId.get(sessionId) ?? -1;
    if (newest < 0 || ownerOf(newest) === ref) return newest;
    return shared.get(keyOf(ref, sessionId)) ?? -1;
  };
  const firstKept = () => Math.max(0, sets.made - sessionLimits.sets);
  for (let number = firstKept(); number < sets.made; number++) {
    const id = ids[sets.slotOf(number)] ?? '';
    if (id !== '') note(number, id);
  }

  const drop = (number: number) => {
    const slot = sets.slotOf(number);
    returns.clear(slot);
    const id = ids[slot] ?? '';
    if (id === '') return;
    beforeIt.delete(number);
    if (newestOfId.get(id) === number) newestOfId.delete(id);
    if (shared.size > 0) shared.delete(keyOf(ownerOf(number), id));
  };
  /** The shopper's current session if the event belongs to it, else -1; found without making a key. */
  const current = (slot: number, sessionId: string | null, timestampMs: number): number => {
    const number = shoppers.sessionOf(slot);
    if (number < 0 || !sets.isKept(number)) return -1;
    const at = sets.slotOf(number);
    if (records.get(at, owners) !== shoppers.refOf(slot)) return -1;
    if (sessionId !== null) return ids[at] === sessionId ? number : -1;
    return timestampMs - shoppers.lastMsOf(slot) <= sessionGapMs ? number : -1;
  };

  const sessions: Sessions = {
    sets,
    lastMsOf: (number) => records.timeOf(sets.slotOf(number)),
    open(slot, sessionId, timestampMs) {
      const ref = shoppers.refOf(slot);
      const number = sets.open(drop);
      const at = sets.slotOf(number);
      records.reach(at);
      records.set(at, owners, ref);
      records.set(at, lastWeights, 0);
      records.setTime(at, timestampMs);
      ids[at] = sessionId ?? '';
      if (sessionId !== null && sessionId !== '') note(number, sessionId);
      return number;
    },
    touch(slot, number, item, timestampMs, weight) {
      const at = sets.slotOf(number);
      const isSameLook = sessions.isSameLook(number, item, weight);
      records.setTime(at, Math.max(records.timeOf(at), timestampMs));
      records.set(at, lastWeights, weight);
      shoppers.setSession(slot, number, Math.max(shoppers.lastMsOf(slot), timestampMs));
      // A session that is full does not take a new item.
      if (sets.add(number, item) || isSameLook || sets.lastOf(number) !== item) return;
      if (returns.lengthOf(at) >= maxReturns) returns.dropFirst(at, 1);
      returns.push(at, item);
    },
    continuedBy(slot, sessionId, timestampMs) {
      const number = current(slot, sessionId, timestampMs);
      if (number >= 0 || sessionId === null) return number;
      return find(shoppers.refOf(slot), sessionId);
    },
    isSameLook(number, item, weight) {
      const at = sets.slotOf(number);
      return records.get(at, lastWeights) !== weight && sets.lastOf(number) === item;
    },
    returnsAt: returns.valuesOf,
    find: (slot, sessionId) => find(shoppers.refOf(slot), sessionId),
    findOfAnybody: (sessionId) => newestOfId.get(sessionId) ?? -1,
    findOfOthers(sessionId, ref) {
      let number = newestOfId.get(sessionId) ?? -1;
      while (number >= 0 && sets.isKept(number) && ownerOf(number) === ref) number = beforeIt.get(number) ?? -1;
      return number >= 0 && sets.isKept(number) ? number : -1;
    },
    currentOf(slot, nowMs) {
      const number = shoppers.sessionOf(slot);
      const isCurrent = number >= 0 && sets.isKept(number) && nowMs - shoppers.lastMsOf(slot) <= sessionGapMs;
      return isCurrent && records.get(sets.slotOf(number), owners) === shoppers.refOf(slot) ? number : -1;
    },
    ownerOf,
    eraseAllOf(ref) {
      const erased = new Set<string>();
      for (let number = firstKept(); number < sets.made; number++) {
        const slot = sets.slotOf(number);
        if (records.get(slot, owners) !== ref) continue;
        erased.add(ids[slot] ?? '');
        drop(number);
        ids[slot] = '';
        sets.clear(number);
      }
      // An id that others use too is theirs now, as it would be in a shard that is restored.
      for (const id of erased) newestOfId.delete(id);
      for (let number = firstKept(); number < sets.made; number++) {
        const id = ids[sets.slotOf(number)] ?? '';
        if (id !== '' && erased.has(id)) note(number, id);
      }
    },
    get sizeBytes() {
      return (
        sets.sizeBytes + returns.sizeBytes + records.sizeBytes + (newestOfId.size + shared.size + beforeIt.size) * 120
      );
    },
    *write(to) {
      yield* sets.write(to);
      yield* records.writeField(to, owners, sets.kept, 'int32');
      yield* records.writeTimes(to, sets.kept);
      yield* records.writeField(to, lastWeights, sets.kept, 'uint16');
      yield* returns.write(to);
      yield* to.texts(ids);
    },
  };
  return sessions;
}
