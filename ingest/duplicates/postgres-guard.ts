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
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error(`Postgres has not answered within ${limits.answerWithinMs} ms`));
    }, limits.answerWithinMs).unref();
    try {
      return await Promise.race([ask(), late.promise]);
    } catch (error) {
      silentUntilMs = options.now() + limits.pauseMs;
      options.onFailure(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
}
