import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { EventCursor, OffsetRange } from '#domain/events/event-cursor.ts';
import type { Scope } from '#domain/scope.ts';
import type { EventFilter } from '#stores/events/event-filter.ts';
import { type ArrivedEvent, readArrived } from '#stores/events/read-arrived.ts';
import { readLoaded } from '#stores/events/read-loaded.ts';
import type { Database } from '#stores/postgres/database.ts';

const lookEveryMs = 500;
/** Followers read beside all other questions to the same few connections. */
const maxReadsAtOnce = 2;
/** The most events of one answer of Postgres, up to 6 KiB each. */
export const arrivalsPerPage = 250;

export type EventQuestion = { scope: Scope; filter: EventFilter };

/** New events in Postgres, looked for once for all followers. */
export type EventArrivals = {
  /** How far each log of events is loaded now, the oldest log first. */
  loaded(): Promise<readonly EventCursor[]>;
  /** The same at the next look. Callers that come before it share its answer. */
  nextLook(): Promise<readonly EventCursor[]>;
  /** The first events of these ranges, a page at most. Callers with the same question share an answer that is under way. */
  read(
    question: EventQuestion,
    place: { log: number; ranges: readonly OffsetRange[] },
  ): Promise<readonly ArrivedEvent[]>;
};

export function createEventArrivals(database: Database): EventArrivals {
  const limit = pLimit(maxReadsAtOnce);
  const reading = new Map<string, Promise<readonly ArrivedEvent[]>>();
  let looking: Promise<readonly EventCursor[]> | null = null;
  return {
    loaded: () => readLoaded(database),
    nextLook() {
      looking ??= (async () => {
        await delay(lookEveryMs, undefined, { ref: false });
        looking = null;
        return readLoaded(database);
      })();
      return looking;
    },
    read({ scope, filter }, { log, ranges }) {
      const name = JSON.stringify([scope, filter, log, ranges], (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      const shared = reading.get(name);
      if (shared !== undefined) return shared;
      const page = limit(() => readArrived(database, scope, filter, { log, ranges }, arrivalsPerPage)).finally(() =>
        reading.delete(name),
      );
      reading.set(name, page);
      return page;
    },
  };
}
