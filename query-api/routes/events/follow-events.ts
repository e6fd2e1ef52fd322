import { cursorText, type EventCursor, movedTo, nextStep } from '#domain/events/event-cursor.ts';
import type { ServerEvent } from '#runtime/http/answer-event-stream.ts';
import { retry } from '#runtime/retry.ts';
import { arrivalsPerPage, type EventArrivals, type EventQuestion } from './event-arrivals.ts';
import { eventView } from './event-view.ts';

/** The most records, of all tenants, that one query looks through. */
const maxRecordsARead = 40_000;
const outageWaits = { firstMs: 500, maxMs: 5_000 };

export type Following = {
  arrivals: EventArrivals;
  question: EventQuestion;
  from: EventCursor;
  /** Asks again what let the caller in; rejects with the problem that ends the stream. */
  admit: () => Promise<void>;
  onOutage: (error: unknown) => void;
  signal: AbortSignal;
};

/**
 * Yields each event that the loader has stored behind `from`, once: those of a shopper in the order of the log. The id of an event is where the
 * reader stands behind it, whatever its filter; a step that finds nothing yields an id alone. While Postgres is away it tries again.
 */
export async function* followEvents(following: Following): AsyncGenerator<ServerEvent> {
  const { arrivals, question, from, admit, onOutage, signal } = following;
  const ask = <Answer>(work: () => Promise<Answer>): Promise<Answer> =>
    retry(work, { ...outageWaits, signal, isRetryable, onRetry: (error, attempt) => attempt === 1 && onOutage(error) });
  let at = from;
  let told = cursorText(from);
  yield { id: told, event: 'start', data: { follows: told } };
  let loaded = await ask(arrivals.loaded);
  while (!signal.aborted) {
    await ask(admit);
    const step = nextStep(at, loaded, maxRecordsARead);
    if (step.kind === 'wait') {
      loaded = await ask(arrivals.nextLook);
      continue;
    }
    if (step.kind === 'go_on') at = step.from;
    else {
      const page = await ask(() => arrivals.read(question, step));
      for (const arrived of page) {
        at = movedTo(at, arrived.partition, arrived.offset + 1n);
        told = cursorText(at);
        yield { id: told, data: eventView(arrived) };
        // The client may have taken its time.
        await ask(admit);
      }
      if (page.length < arrivalsPerPage) at = step.end;
    }
    if (cursorText(at) !== told) {
      told = cursorText(at);
      yield { id: told };
    }
  }
}

const isRetryable = (error: unknown): boolean =>
  error instanceof Error && 'retryable' in error && error.retryable === true;
