import { encodeEvent, eventKey } from '#log/codec.ts';
import type { AcceptParts } from '../accept-event.ts';
import type { KnownEvent } from './judge-events.ts';

/** Appends the events in one call and resolves once they are durable. Rejects with `LogError`. */
export async function appendEvents(
  { log, metrics }: Pick<AcceptParts, 'log' | 'metrics'>,
  events: readonly KnownEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await log.append(
    'events',
    events.map(({ event }) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
  );
  metrics.eventsAccepted.inc(events.length);
}
