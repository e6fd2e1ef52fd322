import { isAbsent } from '#domain/events/absent.ts';
import type { Scope } from '#domain/scope.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';
import { findServerTimes } from '#stores/duplicates/find-server-times.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { TimelessEvent } from '../duplicates/server-times.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { SpelledEvent } from '../spell-events.ts';

/**
 * Gives events without a timestamp but with an `eventId` the time of their first arrival, so that a retry is the same
 * event: as remembered, else as stored, else as another instance has just given it, else now. Without an `eventId` nothing tells
 * a retry from a second event.
 */
export async function giveServerTimes(
  parts: Pick<IngestDeps, 'database' | 'sharedServerTimes'> & {
    duplicates: Pick<Duplicates, 'serverTimes' | 'askPostgres'>;
  },
  scope: Scope,
  events: readonly SpelledEvent[],
  receivedAtMs: number,
): Promise<readonly SpelledEvent[]> {
  if (!events.some(({ wire }) => isTimeless(wire))) return events;
  const timeless = events.map(({ wire }) => wire).filter(isTimeless);
  const { serverTimes, askPostgres } = parts.duplicates;
  const times = await serverTimes.timesOf(scope, timeless, receivedAtMs, async (unknown) => {
    const keys = unknown.map((wire) => ({
      ...wire,
      type: eventTypes[wire.eventType].code,
      clientEventId: wire.eventId,
    }));
    const [stored, shared] = await Promise.all([
      askPostgres(() => findServerTimes(parts.database, scope, keys, receivedAtMs)),
      parts.sharedServerTimes?.agree(scope, keys, receivedAtMs),
    ]);
    return keys.map((_, i) => stored?.[i] ?? shared?.[i]);
  });
  const given = times.values();
  return events.map((event) =>
    isTimeless(event.wire)
      ? { ...event, wire: { ...event.wire, timestamp: new Date(given.next().value ?? receivedAtMs).toISOString() } }
      : event,
  );
}

function isTimeless(wire: unknown): wire is TimelessEvent & { eventType: EventType } {
  if (typeof wire !== 'object' || wire === null) return false;
  const { timestamp, eventId, eventType, userId, productId } = wire as Record<string, unknown>;
  return (
    isAbsent(timestamp) &&
    typeof eventId === 'string' &&
    eventId !== '' &&
    typeof userId === 'string' &&
    typeof productId === 'string' &&
    typeof eventType === 'string' &&
    Object.hasOwn(eventTypes, eventType)
  );
}
