import type { Scope } from '#domain/scope.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';
import { findServerTimes } from '#stores/repeats/find-server-times.ts';
import type { AcceptParts } from '../accept-event.ts';
import type { TimelessEvent } from '../repeats/server-times.ts';
import type { SpelledEvent } from './normalise-spellings.ts';

/**
 * Gives events without a timestamp but with an `eventId` the time of their first arrival, so that a retry is the same
 * event: as remembered, else as stored, else now. Without an `eventId` nothing tells a retry from a second event.
 */
export async function giveServerTimes(
  parts: Pick<AcceptParts, 'database' | 'repeats'>,
  scope: Scope,
  events: readonly SpelledEvent[],
  receivedAtMs: number,
): Promise<readonly SpelledEvent[]> {
  if (!events.some(({ wire }) => isTimeless(wire))) return events;
  const { serverTimes, askPostgres } = parts.repeats;

  const unknown = events
    .map(({ wire }) => wire)
    .filter(isTimeless)
    .filter((wire) => serverTimes.timeOf(scope, wire) === undefined);
  // Two concurrent requests must agree on a time before either of them waits; what is stored overrules it.
  for (const wire of unknown) serverTimes.remember(scope, wire, receivedAtMs);
  if (unknown.length > 0) {
    const keys = unknown.map((wire) => ({
      ...wire,
      type: eventTypes[wire.eventType].code,
      clientEventId: wire.eventId,
    }));
    const stored = await askPostgres(() => findServerTimes(parts.database, scope, keys, receivedAtMs));
    for (const [i, timestampMs] of (stored ?? []).entries())
      if (timestampMs !== undefined) serverTimes.remember(scope, unknown[i]!, timestampMs);
  }
  return events.map(({ index, wire }) =>
    isTimeless(wire)
      ? { index, wire: { ...wire, timestamp: timestampOf(serverTimes.timeOf(scope, wire)) } }
      : { index, wire },
  );
}

function timestampOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function isTimeless(wire: unknown): wire is TimelessEvent & { eventType: EventType } {
  if (typeof wire !== 'object' || wire === null) return false;
  const { timestamp, eventId, eventType, userId, productId } = wire as Record<string, unknown>;
  return (
    timestamp === undefined &&
    typeof eventId === 'string' &&
    typeof userId === 'string' &&
    typeof productId === 'string' &&
    typeof eventType === 'string' &&
    Object.hasOwn(eventTypes, eventType)
  );
}
