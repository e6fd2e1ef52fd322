import { type Bagged, createBag } from './bag.ts';

/** Something that waits, and since when. */
type Waiter = Bagged & { sinceMs: number };

/** What is told of a queue: how much waits in it, and for how long the oldest has. */
export type WatchedQueue = { size(): number; ageMs(): number };

/** Who waits for a place, a connection or a thread. It only counts them: the order is that of whatever they wait for. */
export type Queue = WatchedQueue & {
  enter(): Waiter;
  /** Does nothing for who has left. */
  leave(waiter: Waiter): void;
};

/** `now`: milliseconds of a clock that never goes back. */
export function createQueue(now: () => number = () => performance.now()): Queue {
  const waiting = createBag<Waiter>();
  return {
    enter() {
      const waiter = { placeInBag: -1, sinceMs: now() };
      waiting.put(waiter);
      return waiter;
    },
    leave: waiting.take,
    size: () => waiting.items.length,
    ageMs() {
      const nowMs = now();
      return waiting.items.reduce((age, { sinceMs }) => Math.max(age, nowMs - sinceMs), 0);
    },
  };
}
