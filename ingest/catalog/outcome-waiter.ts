import { setTimeout as delay } from 'node:timers/promises';
import type { Appended } from '#log/event-log.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';

/** How long a write waits for the projection before it is answered as pending. */
const defaultWaitMs = 1_000;
/** The time between two polls, while a request waits: short at first, since a single write is carried out within a few ms; then longer. */
const firstPollMs = 2;
const maxPollMs = 15;

/** Finds the outcomes of catalog changes, with one query to Postgres at a time for all requests that wait. */
export type OutcomeWaiter = {
  /** Returns the outcomes in the order of the positions; undefined for those that did not come in time. */
  outcomesOf(positions: readonly Appended[]): Promise<(CatalogOutcome | undefined)[]>;
};

export type ReadOutcomes = (positions: readonly Appended[]) => Promise<(CatalogOutcome | undefined)[]>;

type Waiting = { position: Appended; resolve: (outcome: CatalogOutcome | undefined) => void };

/** `read` may throw or hang: it is called again while a request waits, which is answered in time all the same, and `onError` is called once. */
export function createOutcomeWaiter(
  read: ReadOutcomes,
  onError: (error: unknown) => void,
  waitMs = defaultWaitMs,
): OutcomeWaiter {
  const waiting = new Set<Waiting>();
  let isPolling = false;

  async function poll(): Promise<void> {
    isPolling = true;
    let isFailing = false;
    let pollMs = firstPollMs;
    while (waiting.size > 0) {
      const asked = [...waiting];
      try {
        const outcomes = await read(asked.map(({ position }) => position));
        for (const [i, one] of asked.entries()) if (outcomes[i] !== undefined) one.resolve(outcomes[i]);
        isFailing = false;
        if (outcomes.some((outcome) => outcome !== undefined)) pollMs = firstPollMs;
      } catch (error) {
        // If a connection broke while it was idle, its next query fails; the next poll gets another connection.
        if (!isFailing) onError(error);
        isFailing = true;
      }
      if (waiting.size > 0) await delay(pollMs);
      pollMs = Math.min(maxPollMs, pollMs * 2);
    }
    isPolling = false;
  }

  function wait(position: Appended, deadline: AbortSignal): Promise<CatalogOutcome | undefined> {
    return new Promise((resolve) => {
      const one: Waiting = {
        position,
        resolve(outcome) {
          waiting.delete(one);
          resolve(outcome);
        },
      };
      waiting.add(one);
      deadline.addEventListener('abort', () => one.resolve(undefined), { once: true });
    });
  }

  return {
    async outcomesOf(positions) {
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), waitMs);
      const outcomes = Promise.all(positions.map((position) => wait(position, deadline.signal)));
      if (!isPolling) void poll();
      try {
        return await outcomes;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
