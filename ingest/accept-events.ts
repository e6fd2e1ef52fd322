import { uuidOfId } from '#domain/events/identity.ts';
import type { Scope } from '#domain/scope.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import type { Note } from '#schemas/http/notes.ts';
import type { Duplicates } from './duplicates/open-duplicates.ts';
import type { IngestDeps } from './ingest-deps.ts';
import type { SpelledEvent } from './spell-events.ts';
import { appendEvents } from './steps/append-events.ts';
import { askSharedHint, shareHint } from './steps/ask-shared-hint.ts';
import { dropStored } from './steps/drop-stored.ts';
import { dropToldAgain } from './steps/drop-told-again.ts';
import { giveFirstTimes } from './steps/give-first-times.ts';
import { type Judged, judgeEvents } from './steps/judge-events.ts';
import { noteRefusals } from './steps/note-refusals.ts';
import { type Reserved, reserveNew } from './steps/reserve-new.ts';
import type { UnknownProducts } from './steps/warn-of-unknown-products.ts';

/** What the steps work with. */
export type AcceptParts = Pick<
  IngestDeps,
  | 'appends'
  | 'database'
  | 'catalog'
  | 'directory'
  | 'sharedHint'
  | 'sharedServerTimes'
  | 'liveCounters'
  | 'unknownNames'
  | 'whenCalm'
  | 'metrics'
  | 'now'
> & {
  duplicates: Duplicates;
  unknownProducts: UnknownProducts;
};

/** What became of one event. `index` and `item` say which of the events sent it is, see `SpelledEvent`. */
export type EventOutcome = { index: number; item: string | null } & (
  | {
      status: 'accepted' | 'duplicate';
      eventId: string;
      timestampMs: number;
      late: boolean;
      unknownProduct: boolean;
      /** What of it is kept otherwise than it was sent. */
      notes: readonly Note[];
    }
  | { status: 'rejected'; errors: readonly ContractError[] }
);

/** Keeps the appends of one stream in the order of its lines, while all that is asked before them goes on at once. `leave` is called when an append was handed to the log. */
export type Lane = { before: Promise<unknown>; leave: () => void };

/**
 * Takes in what one request (or one piece of a stream) sent, as one durable append, and returns what became of each event,
 * in order. Resolves once every accepted event is durable, and every duplicate's first copy is. Rejects with `LogError` if
 * the log refuses: then no event was acknowledged, and sending them again stores none twice. With a `lane` it appends when those before it have.
 */
export async function acceptEvents(
  parts: AcceptParts,
  scope: Scope,
  events: readonly SpelledEvent[],
  lane?: Lane,
): Promise<EventOutcome[]> {
  const { duplicates } = parts;
  await duplicates.warmedUp;
  const receivedAtMs = parts.now();

  const timed = await giveFirstTimes(parts, scope, events, receivedAtMs);
  const judged = judgeEvents(parts, scope, timed, receivedAtMs);
  if (parts.unknownNames !== undefined) noteRefusals(parts.unknownNames, scope, timed, judged);
  const reserved = reserveNew(duplicates, judged);
  const { reservation, fresh, awaited, toldBefore } = reserved;
  const sharedAnswer = askSharedHint(parts, scope, fresh);
  const unstored = await reservation.during(async () => {
    const wanted = await dropToldAgain(duplicates, await dropStored(duplicates, fresh), reserved);
    await lane?.before;
    const appended = appendEvents(parts, wanted);
    lane?.leave();
    await appended;
    duplicates.remember(fresh);
    shareHint(parts, scope, fresh);
    return wanted;
  });
  await Promise.all(awaited);
  const knownElsewhere = await sharedAnswer();
  const accepted = knownElsewhere.size === 0 ? unstored : unstored.filter((one) => !knownElsewhere.has(one));

  parts.metrics.eventsAccepted.inc(accepted.length);
  parts.liveCounters?.count(
    scope,
    receivedAtMs,
    accepted.map(({ event }) => event.type),
  );
  parts.unknownProducts.note(scope, accepted);
  return outcomesOf(judged, accepted, toldBefore);
}

/** `accepted` are some of `judged`, in the same order. A line of an order that is told again is the event that told it first. */
function outcomesOf(
  judged: readonly Judged[],
  accepted: readonly Judged[],
  toldBefore: Reserved['toldBefore'],
): EventOutcome[] {
  let next = 0;
  return judged.map((one) => {
    const { index, item } = one;
    if (one.event === null) return { index, item, status: 'rejected', errors: one.errors };
    const status = one === accepted[next] ? 'accepted' : 'duplicate';
    if (status === 'accepted') next += 1;
    const { late, unknownProduct } = one.event;
    const { id, timestampMs } = toldBefore.get(one) ?? one.event;
    return { index, item, status, eventId: uuidOfId(id), timestampMs, late, unknownProduct, notes: one.notes };
  });
}
