import { hash } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';

/** Entries of each of the two generations; about 150 bytes each. */
const maxEntries = 200_000;

/** What identifies a retry of an event without a timestamp: all but the time, which the server gives. */
export type TimelessEvent = {
  eventType: string;
  userId: string;
  productId: string;
  eventId: string;
  /** The time that it gets if none is known; that of the request if left out. */
  proposedMs?: number;
};

/**
 * Remembers the time that the server gave to an event that came with an `eventId` and without a time, or with that of a clock that is off. A retry gets the same time, and so
 * the same identity. A time may be remembered before the append, since it does not say that the event is stored.
 */
export type ServerTimes = {
  /**
   * The time of each of these, in order: as remembered, else as `lookUp` finds it (undefined if it finds none), else as proposed. A
   * request that comes while another looks up the same event waits for that look-up, so that both get the same time. Rejects if `lookUp` does.
   */
  timesOf<E extends TimelessEvent>(
    scope: Scope,
    events: readonly E[],
    nowMs: number,
    lookUp: (unknown: readonly E[]) => Promise<readonly (number | undefined)[]>,
  ): Promise<number[]>;
  remember(scope: Scope, event: TimelessEvent, timestampMs: number): void;
};

/** Creates a memory of the last `limit` to twice as many times. */
export function createServerTimes(limit: number = maxEntries): ServerTimes {
  let current = new Map<string, number>();
  let previous = new Map<string, number>();
  /** The look-ups under way. */
  const awaited = new Map<string, Promise<number>>();

  const rememberKey = (key: string, timestampMs: number) => {
    if (current.size >= limit) {
      previous = current;
      current = new Map();
    }
    current.set(key, timestampMs);
  };
  return {
    async timesOf(scope, events, nowMs, lookUp) {
      const times = new Map<string, number | Promise<number>>();
      const unknown = new Map<string, (typeof events)[number]>();
      const keys = events.map((event) => keyOf(scope, event));
      for (const [i, event] of events.entries()) {
        const key = keys[i] ?? '';
        const known = current.get(key) ?? previous.get(key) ?? awaited.get(key);
        if (known !== undefined) times.set(key, known);
        else unknown.set(key, event);
      }
      const found = unknown.size === 0 ? Promise.resolve([]) : lookUp([...unknown.values()]);
      for (const [n, [key, event]] of [...unknown].entries()) {
        const time = found
          .then((of) => {
            const timestampMs = of[n] ?? event.proposedMs ?? nowMs;
            rememberKey(key, timestampMs);
            return timestampMs;
          })
          .finally(() => awaited.delete(key));
        awaited.set(key, time);
        times.set(key, time);
      }
      return Promise.all(keys.map((key) => times.get(key) ?? nowMs));
    },
    remember: (scope, event, timestampMs) => rememberKey(keyOf(scope, event), timestampMs),
  };
}

function keyOf(scope: Scope, { eventType, userId, productId, eventId }: TimelessEvent): string {
  return hash('sha256', JSON.stringify([scope, eventType, userId, productId, eventId]), 'base64');
}
