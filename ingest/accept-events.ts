import { uuidOfId } from '#domain/events/identity.ts';
import type { Scope } from '#domain/scope.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import type { Duplicates } from './duplicates/open-duplicates.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { appendEvents } from './steps/append-events.ts';
import { askSharedHint, shareHint } from './steps/ask-shared-hint.ts';
import { dropStored } from './steps/drop-stored.ts';
import { giveServerTimes } from './steps/give-server-times.ts';
import { type Judged, judgeEvents } from './steps/judge-events.ts';
import { normaliseSpellings } from './steps/normalise-spellings.ts';
import { reserveNew } from './steps/reserve-new.ts';
import type { UnknownProducts } from './steps/warn-of-unknown-products.ts';

/** What the steps work with. */
export type AcceptParts = Pick<
  IngestDeps,
  'appends' | 'database' | 'catalog' | 'sharedHint' | 'sharedServerTimes' | 'liveCounters' | 'metrics' | 'now'
> & {
  duplicates: Duplicates;
  unknownProducts: UnknownProducts;
};

/** What became of one event. `index` is that of what was sent, from 0; a foreign spelling may hold several events. */
export type EventOutcome =
  | {
      index: number;
      status: 'accepted' | 'duplicate';
      eventId: string;
      timestampMs: number;
      late: boolean;
      unknownProduct: boolean;
    }
  | { index: number; status: 'rejected'; errors: readonly ContractError[] };

/**
 * Takes in what one request (or one piece of a stream) sent, as one durable append, and says what became of each event,
 * in order. Resolves once every accepted event is durable, and every duplicate's first copy is. Rejects with `LogError` where
 * the log refuses: then nothing of it was acknowledged, and sending it again stores nothing twice.
 */
export async function acceptEvents(
  parts: AcceptParts,
  scope: Scope,
  sent: readonly unknown[],
): Promise<EventOutcome[]> {
  await parts.duplicates.warmedUp;
  const receivedAtMs = parts.now();

  const spelled = normaliseSpellings(sent);
  const timed = await giveServerTimes(parts, scope, spelled, receivedAtMs);
  const judged = judgeEvents(parts, scope, timed, receivedAtMs);
  const { reservation, fresh, awaited } = reserveNew(parts.duplicates, judged);
  const markShared = askSharedHint(parts, scope, fresh);
  try {
    const unstored = await dropStored(parts, scope, fresh);
    await appendEvents(parts, unstored);
    parts.duplicates.remember(fresh);
    shareHint(parts, scope, fresh);
    reservation.settle();
  } catch (error) {
    reservation.fail(error);
    throw error;
  }
  await Promise.all(awaited);
  if (markShared !== undefined) await markShared();
  const accepted = fresh.filter(({ status }) => status === 'new');
  parts.metrics.eventsAccepted.inc(accepted.length);
  parts.liveCounters?.count(
    scope,
    receivedAtMs,
    accepted.map(({ event }) => event.type),
  );
  parts.unknownProducts.note(scope, judged);
  return judged.map(outcomeOf);
}

function outcomeOf(judged: Judged): EventOutcome {
  const { index } = judged;
  if (judged.status === 'refused') return { index, status: 'rejected', errors: judged.errors };
  const { id, timestampMs, late, unknownProduct } = judged.event;
  const status = judged.status === 'new' ? 'accepted' : 'duplicate';
  return { index, status, eventId: uuidOfId(id), timestampMs, late, unknownProduct };
}
