import { encodeEvent, eventKey } from '#log/codec.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { ValidEvent } from './judge-events.ts';

/** Hands the events to the log together and resolves once they are durable. Rejects with `LogError`. */
export async function appendEvents(
  { appends }: Pick<IngestDeps, 'appends'>,
  events: readonly ValidEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await appends.append(
    'events',
    events.map(({ event }) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
  );
}
