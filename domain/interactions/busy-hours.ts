import type { ByteReader, ByteWriter } from '../memory/bytes.ts';
import type { Steps } from '../memory/steps.ts';
import { hourMs } from './hourly-sums.ts';

/** The fewest events of one shopper in an hour of the clock that a tenant may take for more than a person does; what is busier than this is remembered. */
export const leastBusyEvents = 200;
/** Events of one hour are told up to here. */
export const mostBusyEvents = 100_000;
/** Limits of one scope in one partition, in hours of shoppers and in what counted in them (4 bytes each); the hour that was added to longest ago goes first, and counts again. */
const busyLimits = { hours: 1_000, touches: 500_000 } as const;
/** What of one hour is remembered: as much as a shard knows of what counted. */
const touchesOfHour = 65_536;
/** More than there are weights of events. */
const weightRoom = 8;

/** What counted once in an hour: a product, and the weight of what was done to it. */
export type Touch = { item: number; weight: number };

/** An hour in which a shopper did more than `leastBusyEvents` things. */
export type BusyHour = {
  /** Empty once the shopper was erased. */
  readonly userId: string;
  /** Since 1970, of event time. */
  readonly hour: number;
  /** Views, clicks and carts. */
  readonly events: number;
  /** How much of them is counted in the sums of the hours, and is to be left out where the shopper was too busy. */
  readonly counted: number;
  /** Calls `take` with each of that: a product, and the weight of what was done to it. */
  each(take: (item: number, weight: number) => void): void;
};

/**
 * What busy shoppers did, beside the sums of the hours, which have it too: a question that holds an hour for more than a person does leaves it out of them. So the shard stays a function of its
 * partition's prefix, and what a tenant sets is in force at once, for what was as for what comes.
 */
export type BusyHours = {
  readonly sizeBytes: number;
  /** Tells of one more event of a busy hour, the `events`-th, and what counted of it; `counted` is asked for what has counted of the hour so far, this event with it, if nothing is known of it. */
  add(userId: string, timestampMs: number, events: number, touch: Touch | null, counted: () => Touch[]): void;
  /** Takes back what was put into a cart in an hour, if it is known here. */
  takeBack(userId: string, timestampMs: number, touch: Touch): void;
  /** Those with more events than this. */
  above(events: number): BusyHour[];
  /** Forgets whose they were. */
  erase(userId: string): void;
  write(to: ByteWriter): Steps;
};

type Kept = { userId: string; hour: number; events: number; packed: number[] };

const pack = ({ item, weight }: Touch): number => item * weightRoom + weight;

/** From a state if one is given. */
export function createBusyHours(from?: ByteReader): BusyHours {
  /** The one that was added to last at the end. */
  const kept = new Set<Kept>();
  /** Reads on where it stopped: all before it has gone. A new iterator would pass over the gap that each of them has left. */
  const inOrder = kept.values();
  const byShopper = new Map<string, Kept>();
  let held = 0;
  const keyOf = (userId: string, hour: number) => `${hour} ${userId}`;
  const put = (one: Kept) => {
    kept.add(one);
    held += one.packed.length;
    if (one.userId !== '') byShopper.set(keyOf(one.userId, one.hour), one);
  };
  const drop = (one: Kept) => {
    kept.delete(one);
    held -= one.packed.length;
    byShopper.delete(keyOf(one.userId, one.hour));
  };
  if (from !== undefined) {
    const [userIds, hours, events, lengths, touches] = [
      from.texts(),
      from.int32s(),
      from.int32s(),
      from.int32s(),
      from.int32s(),
    ];
    let at = 0;
    for (const [n, userId] of userIds.entries()) {
      const packed = [...touches.subarray(at, at + (lengths[n] ?? 0))];
      at += packed.length;
      put({ userId, hour: hours[n] ?? 0, events: events[n] ?? 0, packed });
    }
  }

  return {
    get sizeBytes() {
      return held * 8 + kept.size * 200;
    },
    add(userId, timestampMs, events, touch, counted) {
      const hour = Math.floor(timestampMs / hourMs);
      const known = byShopper.get(keyOf(userId, hour));
      if (known !== undefined) drop(known);
      const one = known ?? { userId, hour, events: 0, packed: counted().map(pack) };
      one.events = Math.min(mostBusyEvents, Math.max(one.events + 1, events));
      if (known !== undefined && touch !== null && one.packed.length < touchesOfHour) one.packed.push(pack(touch));
      put(one);
      while (kept.size > busyLimits.hours || held > busyLimits.touches) {
        const { value: oldest } = inOrder.next();
        if (oldest === undefined) break;
        drop(oldest);
      }
    },
    takeBack(userId, timestampMs, touch) {
      const known = byShopper.get(keyOf(userId, Math.floor(timestampMs / hourMs)));
      const at = known?.packed.indexOf(pack(touch)) ?? -1;
      if (at < 0) return;
      known?.packed.splice(at, 1);
      held -= 1;
    },
    above: (events) =>
      [...kept]
        .filter((one) => one.events > events)
        .map(({ packed, ...one }) => ({
          ...one,
          counted: packed.length,
          each(take) {
            for (const touch of packed) take(Math.floor(touch / weightRoom), touch % weightRoom);
          },
        })),
    erase(userId) {
      for (const one of kept) {
        if (one.userId !== userId) continue;
        byShopper.delete(keyOf(userId, one.hour));
        one.userId = '';
      }
    },
    *write(to) {
      const all = [...kept];
      yield* to.texts(all.map(({ userId }) => userId));
      for (const field of [
        all.map(({ hour }) => hour),
        all.map(({ events }) => events),
        all.map(({ packed }) => packed.length),
        all.flatMap(({ packed }) => packed),
      ])
        to.numbers(Int32Array.from(field), field.length);
    },
  };
}
