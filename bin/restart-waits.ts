const firstWaitMs = 100;
const maxWaitMs = 5_000;
/** Who was ready for this long has not failed at its start, nor at the first thing that it did. */
const workedAfterMs = 1_000;
/** Nor has who lived this long without being ready: what it waited for was away. */
const livedAfterMs = 10_000;

/** How long a process lived, and for how long of that it was ready, ms. */
export type Life = { livedMs: number; readyMs: number };

/**
 * Returns how long to wait before a process that has ended is started again, ms: not at all after one that worked, however often it is killed, since each moment takes nothing and answers nobody; after
 * one that cannot start, longer each time, so that it does not take the machine for nothing.
 */
export function createRestartWaits(): (life: Life) => number {
  let nextMs = firstWaitMs;
  return ({ livedMs, readyMs }) => {
    if (readyMs >= workedAfterMs || livedMs >= livedAfterMs) nextMs = firstWaitMs;
    if (readyMs >= workedAfterMs) return 0;
    const waitMs = nextMs;
    nextMs = Math.min(maxWaitMs, nextMs * 2);
    return waitMs;
  };
}
