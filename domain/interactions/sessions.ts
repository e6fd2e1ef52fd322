import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { createIntLists } from '../memory/int-lists.ts';
import { createNumbersByText } from '../memory/numbers-by-text.ts';
import { createRecentSets, type RecentSets } from '../memory/recent-sets.ts';
import { createRecords } from '../memory/records.ts';
import type { Steps } from '../memory/steps.ts';
import type { ShopperRef, Shoppers } from './shoppers.ts';
import { createTouchTimes } from './touch-times.ts';

/** Limits of one scope in one partition; the oldest session goes first. */
const sessionLimits = { sets: 200_000, itemsOfSet: 50, setsOfItem: 1_000 } as const;
/** Without a session id, a session ends when its shopper pauses for longer than this. */
const sessionGapMs = 30 * 60_000;
/** Visits of a shopper, those begun last, that an event without a session id may belong to: how late it may come. */
const visitsLookedAt = 16;
/** A longer visit is taken for one of so many milliseconds, 24 days. */
const longestSpanMs = 2 ** 31 - 1;
/** Returns to a product that are kept of a session; the first ones go first. */
const maxReturns = 50;

/**
 * The visits of shoppers: each has distinct products, in the order of their last touch by the time of events. An event with a session id is in the visit of this id. Events of a shopper without one are in one visit as long as none
 * of them is more than half an hour after the one before: whatever the order in which they come, as long as the visit is one of the sixteen that the shopper began last. An event without an id that comes within half an hour of the
 * shopper's last one goes on with that visit, whether it has an id or not.
 */
export type Sessions = {
  readonly sets: RecentSets;
  /** The latest event time of a session that is kept. */
  lastMsOf(number: number): number;
  /** Returns the shopper's session that an event belongs to; -1 if it begins a new one. Visits that an event without an id joins are one from then on. */
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
  /** Returns the session that the shopper was in last, if that is no more than half an hour ago at this time, or -1. */
  currentOf(slot: number, nowMs: number): number;
  /** Whose session it is. */
  ownerOf(number: number): ShopperRef;
  eraseAllOf(ref: ShopperRef): void;
  readonly sizeBytes: number;
  write(to: ByteWriter): Steps;
};

/** Fields of a session's record: whose it is, the weight of the last event, the session that its shopper began before it (-1 for none), and the milliseconds from its first event to its last. */
const [owners, lastWeights, formers, spans, fields] = [0, 1, 2, 3, 4] as const;

export function createSessions(shoppers: Shoppers, from?: ByteReader): Sessions {
  const sets = createRecentSets(sessionLimits, from);
  /** By slot of the session. */
  const records = createRecords(fields);
  if (from !== undefined) {
    records.fill(owners, from.int32s());
    records.fillTimes(from.float64s());
    records.fill(lastWeights, from.uint16s());
    records.fill(formers, from.int32s());
    records.fill(spans, from.int32s());
  }
  const times = createTouchTimes(from);
  const returns = createIntLists(from);
  /** Empty if the session has no id. */
  const ids = from?.texts() ?? [];
  /** By session id the session that was begun last. */
  const newestOfId = createNumbersByText((number) => ids[sets.slotOf(number)] ?? '');
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
    times.clear(slot);
    const id = ids[slot] ?? '';
    if (id === '') return;
    beforeIt.delete(number);
    if (newestOfId.get(id) === number) newestOfId.delete(id);
    if (shared.size > 0) shared.delete(keyOf(ownerOf(number), id));
  };
  const lastMsOf = (number: number): number => records.timeOf(sets.slotOf(number));
  const isOf = (number: number, slot: number): boolean =>
    number >= 0 && sets.isKept(number) && ownerOf(number) === shoppers.refOf(slot);
  /** The shopper's visits, the one begun last first. */
  const visitsOf = (slot: number): number[] => {
    const visits: number[] = [];
    for (let number = shoppers.sessionOf(slot); isOf(number, slot) && visits.length < visitsLookedAt; ) {
      visits.push(number);
      number = records.get(sets.slotOf(number), formers);
    }
    return visits;
  };
  /** The visit that the shopper was in last, by the time of events. */
  const latestOf = (slot: number): number => {
    const head = shoppers.sessionOf(slot);
    // Nearly always it is the one that was begun last, which needs no list.
    if (isOf(head, slot) && lastMsOf(head) === shoppers.lastMsOf(slot)) return head;
    let latest = -1;
    for (let number = head, looked = 0; isOf(number, slot) && looked < visitsLookedAt; looked++) {
      if (latest < 0 || lastMsOf(number) > lastMsOf(latest)) latest = number;
      number = records.get(sets.slotOf(number), formers);
    }
    return latest;
  };
  /** Takes a visit of the shopper out of the list of theirs. */
  const unlink = (slot: number, number: number) => {
    const former = records.get(sets.slotOf(number), formers);
    if (shoppers.sessionOf(slot) === number) shoppers.setSession(slot, former, shoppers.lastMsOf(slot));
    const after = visitsOf(slot).find((one) => records.get(sets.slotOf(one), formers) === number);
    if (after !== undefined) records.set(sets.slotOf(after), formers, former);
  };
  const widen = (at: number, firstMs: number, lastMs: number) => {
    const before = records.timeOf(at);
    const first = Math.min(firstMs, before - records.get(at, spans));
    const last = Math.max(lastMs, before);
    records.setTime(at, last);
    records.set(at, spans, Math.min(longestSpanMs, last - first));
  };
  /** Adds a touch at this time; false if the visit is full. */
  const put = (number: number, item: number, timestampMs: number): 'new' | 'again' | 'full' => {
    const at = sets.slotOf(number);
    const place = sets.putLast(number, item);
    if (place < 0 && !sets.add(number, item)) return 'full';
    times.touch(at, sets.members, place, timestampMs);
    return place < 0 ? 'new' : 'again';
  };
  /** Puts all of one visit of the shopper into another. */
  const merge = (slot: number, number: number, into: number) => {
    const [at, to] = [sets.slotOf(number), sets.slotOf(into)];
    const lastMs = records.timeOf(at);
    const items = [...sets.itemsOf(number)];
    for (const [place, age] of times.agesOf(at, lastMs).entries()) put(into, items[place] ?? 0, lastMs - age);
    for (const item of [...returns.valuesOf(at)]) if (returns.lengthOf(to) < maxReturns) returns.push(to, item);
    if (lastMs > records.timeOf(to)) records.set(to, lastWeights, records.get(at, lastWeights));
    widen(to, lastMs - records.get(at, spans), lastMs);
    unlink(slot, number);
    drop(number);
    sets.clear(number);
  };
  /** The visit that an event without an id belongs to, which did not come in the order of events. */
  const joined = (slot: number, timestampMs: number): number => {
    const near = visitsOf(slot).filter((number) => {
      const last = lastMsOf(number);
      const first = last - records.get(sets.slotOf(number), spans);
      return timestampMs >= first - sessionGapMs && timestampMs <= last + sessionGapMs;
    });
    const [into, ...others] = near.filter((number) => (ids[sets.slotOf(number)] ?? '') === '');
    if (into === undefined) return near[0] ?? -1;
    for (const number of others) merge(slot, number, into);
    return into;
  };

  const sessions: Sessions = {
    sets,
    lastMsOf,
    open(slot, sessionId, timestampMs) {
      const ref = shoppers.refOf(slot);
      const number = sets.open(drop);
      const at = sets.slotOf(number);
      records.reach(at);
      records.set(at, owners, ref);
      records.set(at, lastWeights, 0);
      records.set(at, formers, shoppers.sessionOf(slot));
      records.set(at, spans, 0);
      records.setTime(at, timestampMs);
      shoppers.setSession(slot, number, shoppers.lastMsOf(slot));
      ids[at] = sessionId ?? '';
      if (sessionId !== null && sessionId !== '') note(number, sessionId);
      return number;
    },
    touch(slot, number, item, timestampMs, weight) {
      const at = sets.slotOf(number);
      const isSameLook = sessions.isSameLook(number, item, weight);
      const isInOrder = timestampMs >= records.timeOf(at);
      widen(at, timestampMs, timestampMs);
      if (isInOrder) records.set(at, lastWeights, weight);
      shoppers.setSession(slot, shoppers.sessionOf(slot), Math.max(shoppers.lastMsOf(slot), timestampMs));
      // A session that is full does not take a new item; what comes late is no return, since it is not known what came just before it.
      if (put(number, item, timestampMs) !== 'again' || isSameLook || !isInOrder) return;
      if (returns.lengthOf(at) >= maxReturns) returns.dropFirst(at, 1);
      returns.push(at, item);
    },
    continuedBy(slot, sessionId, timestampMs) {
      const latest = latestOf(slot);
      if (sessionId !== null) {
        if (latest >= 0 && ids[sets.slotOf(latest)] === sessionId) return latest;
        return find(shoppers.refOf(slot), sessionId);
      }
      if (latest < 0) return -1;
      const lastMs = lastMsOf(latest);
      if (timestampMs < lastMs) return joined(slot, timestampMs);
      return timestampMs - lastMs <= sessionGapMs ? latest : -1;
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
      const latest = latestOf(slot);
      return latest >= 0 && nowMs - lastMsOf(latest) <= sessionGapMs ? latest : -1;
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
        sets.sizeBytes +
        times.sizeBytes +
        returns.sizeBytes +
        records.sizeBytes +
        (newestOfId.size + shared.size + beforeIt.size) * 120
      );
    },
    *write(to) {
      yield* sets.write(to);
      yield* records.writeField(to, owners, sets.kept, 'int32');
      yield* records.writeTimes(to, sets.kept);
      yield* records.writeField(to, lastWeights, sets.kept, 'uint16');
      yield* records.writeField(to, formers, sets.kept, 'int32');
      yield* records.writeField(to, spans, sets.kept, 'int32');
      yield* times.write(to);
      yield* returns.write(to);
      yield* to.texts(ids);
    },
  };
  return sessions;
}
