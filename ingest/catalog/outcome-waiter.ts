import { setTimeout as delay } from 'node:timers/promises';
import type { Appended } from '#log/event-log.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';

/** How long a write waits for the projection; then it is answered as pending. */
export const outcomeWaitMs = 1_000;
/** Between two looks, and only while somebody waits. */
const pollMs = 15;

/** Tells what became of catalog changes: one question to Postgres at a time for all who wait. */
export type OutcomeWaiter = {
  /** The outcomes in the order of the positions; undefined for those that did not come within `outcomeWaitMs`. */
  outcomesOf(positions: readonly Appended[]): Promise<(CatalogOutcome | undefined)[]>;
};

export type ReadOutcomes = (positions: readonly Appended[]) => Promise<(CatalogOutcome | undefined)[]>;

type Waiting = { position: Appended; resolve: (outcome: CatalogOutcome | undefined) => void };

/** `read` may throw or hang: who waits is then answered in time all the same, and `onError` hears of it. */
export function createOutcomeWaiter(
  read: ReadOutcomes,
  onError: (error: unknown) => void,
  limits = { waitMs: outcomeWaitMs, pollMs },
): OutcomeWaiter {
  const waiting = new Set<Waiting>();
  let isPolling = false;

  async function poll(): Promise<void> {
    isPolling = true;
    try {
      while (waiting.size > 0) {
        const asked = [...waiting];
        const outcomes = await read(asked.map(({ position }) => position));
        for (const [i, one] of asked.entries()) if (outcomes[i] !== undefined) one.resolve(outcomes[i]);
        if (waiting.size > 0) await delay(limits.pollMs);
      }
    } catch (error) {
      onError(error);
      for (const one of waiting) one.resolve(undefined);
    } finally {
      isPolling = false;
    }
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
      const timer = setTimeout(() => deadline.abort(), limits.waitMs);
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
