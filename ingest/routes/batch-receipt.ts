import type { BatchReceipt, BatchReceiptMeta, BatchResult } from '#schemas/http/events.ts';
import { countNotes } from '#schemas/http/notes.ts';
import type { EventOutcome } from '../accept-events.ts';

/** What became of the events of a batch, counted and one by one. */
export function receiptOf(outcomes: readonly EventOutcome[]): BatchReceipt {
  const receipt = { accepted: 0, duplicates: 0, rejected: 0, results: [] as BatchResult[] };
  for (const outcome of outcomes) {
    const { index, item, status } = outcome;
    const which = item === null ? { index } : { index, item };
    if (status === 'rejected') {
      receipt.rejected += 1;
      receipt.results.push({ ...which, status, errors: [...outcome.errors] });
    } else {
      if (status === 'accepted') receipt.accepted += 1;
      else receipt.duplicates += 1;
      const notes = outcome.notes.length === 0 ? {} : { notes: [...outcome.notes] };
      receipt.results.push({ ...which, status, eventId: outcome.eventId, ...notes });
    }
  }
  return receipt;
}

/** What is told of all of a batch at once. */
export function metaOf(outcomes: readonly EventOutcome[]): Omit<BatchReceiptMeta, 'requestId'> {
  const nothingAccepted = reasonOfNone(outcomes);
  return { ...countNotes(outcomes.map(notesOf)), ...(nothingAccepted === null ? {} : { nothingAccepted }) };
}

/** Why all of them were refused, by the reason that most of them have; null if one was taken, now or before. */
function reasonOfNone(outcomes: readonly EventOutcome[]): string | null {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'rejected') return null;
    const message = outcome.errors[0]?.message ?? '';
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined) return null;
  const [message, count] = most;
  if (outcomes.length === 1) return `The one event was not accepted: ${message}`;
  return `None of these ${outcomes.length} events was accepted. ${count} of them: ${message}`;
}

const nothing = [] as const;

/** What of an event that was accepted is kept otherwise than it was sent. */
const notesOf = (outcome: EventOutcome) => (outcome.status === 'accepted' ? outcome.notes : nothing);
