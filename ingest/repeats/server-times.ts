import { hash } from 'node:crypto';
import type { Scope } from '#domain/scope.ts';

/** Entries of each of the two generations; about 150 bytes each. */
const maxEntries = 200_000;

/** What tells a retry of an event without a timestamp: all but the time, which the server gives. */
export type TimelessEvent = { eventType: string; userId: string; productId: string; eventId: string };

/**
 * Which time the server gave to an event that came without one but with an `eventId`. A retry gets the same time, and so
 * the same identity. It may be remembered before the append: a time says nothing about what is stored.
 */
export type ServerTimes = {
  timeOf(scope: Scope, event: TimelessEvent): number | undefined;
  remember(scope: Scope, event: TimelessEvent, timestampMs: number): void;
};

/** Remembers the last `limit` to twice as many. */
export function createServerTimes(limit: number = maxEntries): ServerTimes {
  let current = new Map<string, number>();
  let previous = new Map<string, number>();
  return {
    timeOf(scope, event) {
      const key = keyOf(scope, event);
      return current.get(key) ?? previous.get(key);
    },
    remember(scope, event, timestampMs) {
      if (current.size >= limit) {
        previous = current;
        current = new Map();
      }
      current.set(keyOf(scope, event), timestampMs);
    },
  };
}

function keyOf(scope: Scope, { eventType, userId, productId, eventId }: TimelessEvent): string {
  return hash('sha256', JSON.stringify([scope, eventType, userId, productId, eventId]), 'base64');
}
