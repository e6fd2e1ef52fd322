import { setTimeout as delay } from 'node:timers/promises';

export type RetryOptions = {
  firstMs: number;
  maxMs: number;
  /** The most tries in all; no limit if left out. */
  tries?: number;
  signal: AbortSignal;
  /** Only these are tried again; any other error is thrown at once. */
  isRetryable: (error: unknown) => boolean;
  onRetry?: (error: unknown, attempt: number, waitMs: number) => void;
  /** 0 to 1; it varies the waits, so that many waiting processes do not try again at the same moment. */
  random?: () => number;
};

/** Tries work until it succeeds, doubling the wait from `firstMs` to `maxMs`. Rejects with the last error when the signal aborts. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isLast = attempt >= (options.tries ?? Number.POSITIVE_INFINITY);
      if (isLast || options.signal.aborted || !options.isRetryable(error)) throw error;
      const full = Math.min(options.maxMs, options.firstMs * 2 ** (attempt - 1));
      const waitMs = full * (0.5 + 0.5 * (options.random ?? Math.random)());
      options.onRetry?.(error, attempt, waitMs);
      await delay(waitMs, undefined, { signal: options.signal }).catch(() => {
        throw error;
      });
    }
  }
}
