import { judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Scope } from '#domain/scope.ts';
import { sha256 } from '#runtime/sha256.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import type { Note } from '#schemas/http/notes.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import { eventNamesOf } from '../event-names-of.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { SpelledEvent } from '../spell-events.ts';

/** An event that is valid, or what is wrong with it. */
export type Judged = ValidEvent | RefusedEvent;
export type ValidEvent = { index: number; item: string | null; event: ShopEvent; notes: readonly Note[]; errors: null };
type RefusedEvent = { index: number; item: string | null; event: null; errors: readonly ContractError[] };

/** Validates each event and gives it its identity. */
export function judgeEvents(
  {
    catalog,
    directory,
    duplicates,
  }: {
    catalog: Pick<IngestDeps['catalog'], 'has'>;
    directory: Pick<IngestDeps['directory'], 'tenantOfScope'>;
    duplicates: Pick<Duplicates, 'isArchivedMonth'>;
  },
  scope: Scope,
  events: readonly SpelledEvent[],
  receivedAtMs: number,
): Judged[] {
  const context = {
    scope,
    receivedAtMs,
    isKnownProduct: (productId: string) => catalog.has(scope, productId),
    isArchivedMonth: duplicates.isArchivedMonth,
    placeholderUserIds: directory.tenantOfScope(scope)?.config.placeholderUserIds ?? [],
    eventNames: eventNamesOf({ directory }, scope),
    hash: sha256,
  };
  return events.map(({ index, item, wire, exposureId, clockCorrected, notes: spelt }) => {
    const outcome = judgeEvent(wire, context);
    if (!outcome.ok) return { index, item, event: null, errors: outcome.errors };
    const { event: judged } = outcome;
    const notes = spelt === undefined ? outcome.notes : [...spelt, ...outcome.notes];
    const event = exposureId == null ? judged : { ...judged, exposureId };
    if (clockCorrected !== true) return { index, item, event, notes, errors: null };
    const corrected = { ...event, clockCorrected };
    return { index, item, event: corrected, notes: [...notes, clockNote(event.timestampMs)], errors: null };
  });
}

function clockNote(timestampMs: number): Note {
  const message = `The clock of the device is off: the event counts at ${new Date(timestampMs).toISOString()}.`;
  return { path: '/timestamp', message, code: 'clock_corrected' };
}
