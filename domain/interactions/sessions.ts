import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import { grown } from '../memory/grown.ts';
import { createRecentSets, type RecentSets } from '../memory/recent-sets.ts';
import type { Steps } from '../memory/steps.ts';
import type { ShopperRef, Shoppers } from './shoppers.ts';

/** Limits of one scope in one partition; the oldest session goes first. */
const sessionLimits = { sets: 200_000, itemsOfSet: 50, setsOfItem: 1_000 } as const;
/** Without a session id, a session ends when its shopper pauses for longer than this. */
const sessionGapMs = 30 * 60_000;

/** The visits of shoppers: each has distinct products, in the order of their last touch. */
export type Sessions = {
  readonly sets: RecentSets;
  /** The latest event time of a session that is kept. */
  lastMsOf(number: number): number;
  /** Adds an event to the session with this id, else to the shopper's current one, else to a new one. */
  touch(slot: number, item: number, sessionId: string | null, timestampMs: number): void;
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
    owners[slot] = ref;
    lastTimes[slot] = timestampMs;
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

  return {
    sets,
    lastMsOf: (number) => lastTimes[sets.slotOf(number)] ?? 0,
    touch(slot, item, sessionId, timestampMs) {
      let number = current(slot, sessionId, timestampMs);
      if (number < 0 && sessionId !== null) number = byId.get(keyOf(shoppers.refOf(slot), sessionId)) ?? -1;
      if (number < 0) number = open(shoppers.refOf(slot), sessionId, timestampMs);
      const at = sets.slotOf(number);
      lastTimes[at] = Math.max(lastTimes[at] ?? 0, timestampMs);
      shoppers.setSession(slot, number, Math.max(shoppers.sessionOf(slot).lastMs, timestampMs));
      sets.add(number, item);
    },
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
      return sets.sizeBytes + owners.byteLength + lastTimes.byteLength + (byId.size + newestOfId.size) * 120;
    },
    *write(to) {
      yield* sets.write(to);
      to.numbers(owners, sets.kept);
      to.numbers(lastTimes, sets.kept);
      yield* to.texts(ids);
    },
  };
}
