import { isAbsent } from '#domain/events/absent.ts';
import { deviceTime } from '#domain/events/device-clock.ts';
import type { Scope } from '#domain/scope.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';
import { findServerTimes } from '#stores/duplicates/find-server-times.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { TimelessEvent } from '../duplicates/server-times.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { SpelledEvent } from '../spell-events.ts';

/**
 * Gives a time to events that came without one, and to those of a device whose clock is off, if they have an `eventId`: the time of their first arrival, so that a retry is the same
 * event: as remembered, else as stored, else as another instance has just given it, else now, or the device's by our clock. Without an
 * `eventId` nothing tells a retry from a second event: then it counts at its arrival, or at the time that the device wrote.
 */
export async function giveFirstTimes(
  parts: Pick<IngestDeps, 'database' | 'sharedServerTimes'> & {
    duplicates: Pick<Duplicates, 'serverTimes' | 'askPostgres'>;
  },
  scope: Scope,
  events: readonly SpelledEvent[],
  receivedAtMs: number,
): Promise<readonly SpelledEvent[]> {
  if (!events.some((event) => mayNeedTime(event))) return events;
  const wanting = events.map((event) => wantedTime(event, receivedAtMs));
  const wanted = wanting.filter((one) => one !== null);
  const { serverTimes, askPostgres } = parts.duplicates;
  const times = await serverTimes.timesOf(scope, wanted, receivedAtMs, async (unknown) => {
    const keys = unknown.map((one) => ({ ...one, type: eventTypes[one.eventType].code, clientEventId: one.eventId }));
    const proposals = Map.groupBy(keys, ({ proposedMs }) => proposedMs);
    const shared = new Map<object, number | undefined>();
    const [stored] = await Promise.all([
      askPostgres(() => findServerTimes(parts.database, scope, keys, receivedAtMs)),
      ...[...proposals].map(async ([proposedMs, of]) => {
        const agreed = await parts.sharedServerTimes?.agree(scope, of, proposedMs);
        for (const [i, key] of of.entries()) shared.set(key, agreed?.[i]);
      }),
    ]);
    return keys.map((key, i) => stored?.[i] ?? shared.get(key));
  });
  const given = times.values();
  return events.map((event, i) => {
    const want = wanting[i];
    if (want == null) return event;
    const timestamp = new Date(given.next().value ?? want.proposedMs).toISOString();
    return { ...event, wire: { ...(event.wire as object), timestamp }, clockCorrected: want.isCorrected };
  });
}

type Wanted = TimelessEvent & { eventType: EventType; proposedMs: number; isCorrected: boolean };

/** A cheap look: nearly all events have a time, of a clock that is right. */
const mayNeedTime = ({ wire, sentAt }: SpelledEvent): boolean =>
  sentAt !== undefined || (typeof wire === 'object' && wire !== null && isAbsent((wire as SentTime).timestamp));

type SentTime = { timestamp?: unknown };

/** What a time is wanted for, with the time that it gets if none is known; null if its own time counts. */
function wantedTime({ wire, sentAt }: SpelledEvent, receivedAtMs: number): Wanted | null {
  if (!isIdentified(wire)) return null;
  const { eventType, userId, productId, eventId, timestamp } = wire;
  const key = { eventType, userId, productId, eventId };
  if (isAbsent(timestamp)) return { ...key, proposedMs: receivedAtMs, isCorrected: false };
  const time = deviceTime(timestamp, sentAt, receivedAtMs);
  return time === undefined ? null : { ...key, proposedMs: time.timestampMs, isCorrected: time.isCorrected };
}

function isIdentified(wire: unknown): wire is TimelessEvent & { eventType: EventType } & SentTime {
  if (typeof wire !== 'object' || wire === null) return false;
  const { eventId, eventType, userId, productId } = wire as Record<string, unknown>;
  return (
    typeof eventId === 'string' &&
    eventId !== '' &&
    typeof userId === 'string' &&
    typeof productId === 'string' &&
    typeof eventType === 'string' &&
    Object.hasOwn(eventTypes, eventType)
  );
}
