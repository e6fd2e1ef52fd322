import { setTimeout as delay } from 'node:timers/promises';
import type { Appended } from '#log/event-log.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';

/** How long a write waits for the projection; then it is answered as pending. */
const defaultWaitMs = 1_000;
/** Between two looks, and only while somebody waits: short while outcomes come, since a lone write is made within a few ms; then longer. */
const firstPollMs = 2;
const maxPollMs = 15;

/** Tells what became of catalog changes: one question to Postgres at a time for all who wait. */
export type OutcomeWaiter = {
  /** The outcomes in the order of the positions; undefined for those that did not come in time. */
  outcomesOf(positions: readonly Appended[]): Promise<(CatalogOutcome | undefined)[]>;
};

export type ReadOutcomes = (positions: readonly Appended[]) => Promise<(CatalogOutcome | undefined)[]>;

type Waiting = { position: Appended; resolve: (outcome: CatalogOutcome | undefined) => void };

/** `read` may throw or hang: it is asked again while somebody waits, who is answered in time all the same, and `onError` hears of it once. */
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
        // A connection that broke while nobody used it fails the first who does: the next look has another one.
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
