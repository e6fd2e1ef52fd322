import { setTimeout as delay } from 'node:timers/promises';

/** A query that takes longer is not awaited: its events count as new, and Postgres stores them once all the same. */
const answerWithinMs = 1_000;
/** After a failure no request asks for this long, so that in an outage one request waits and not all of them. */
const pauseMs = 1_000;

/** Asks Postgres if it can: returns undefined if it is down or slow, or was so a moment ago. */
export type PostgresGuard = <T>(ask: () => Promise<T>) => Promise<T | undefined>;

export type PostgresGuardOptions = {
  now: () => number;
  onFailure: (error: unknown) => void;
  answerWithinMs?: number;
  pauseMs?: number;
};

/** Creates a guard; a process has one for all its queries. `onFailure` is called for each failed or late query. */
export function createPostgresGuard(options: PostgresGuardOptions): PostgresGuard {
  const limits = { answerWithinMs, pauseMs, ...options };
  let silentUntilMs = Number.NEGATIVE_INFINITY;

  return async (ask) => {
    if (options.now() < silentUntilMs) return undefined;
    const clock = new AbortController();
    try {
      return await Promise.race([ask(), timeOut(limits.answerWithinMs, clock.signal)]);
    } catch (error) {
      silentUntilMs = options.now() + limits.pauseMs;
      options.onFailure(error);
      return undefined;
    } finally {
      clock.abort();
    }
  };
}

async function timeOut(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal, ref: false });
  throw new Error(`Postgres has not answered within ${ms} ms`);
}
