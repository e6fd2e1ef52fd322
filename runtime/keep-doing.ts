import { setTimeout as delay } from 'node:timers/promises';

export type KeepDoingOptions = {
  /** From the end of one time to the begin of the next. */
  everyMs: number;
  /** Before the first time; `everyMs` where it is left out. */
  firstAfterMs?: number;
  /** Hears what the work throws or rejects with; the work is done again all the same. */
  onError: (error: unknown) => void;
};

/** Work that is done again and again until it is closed. */
export type KeptDoing = {
  /** Starts nothing more, aborts the signal of the work that runs, and resolves when that has ended. A pause ends at once. */
  close(): Promise<void>;
};

/**
 * Does something again and again: never a second time before the first has ended, however long that takes. This is the one way to repeat
 * work here; `setInterval` would begin again over work that is slow. Does not keep the process alive.
 */
export function keepDoing(work: (signal: AbortSignal) => unknown, options: KeepDoingOptions): KeptDoing {
  const { everyMs, firstAfterMs = everyMs, onError } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => {});
  const doing = (async () => {
    if (firstAfterMs > 0) await pause(firstAfterMs);
    while (!signal.aborted) {
      try {
        await work(signal);
      } catch (error) {
        onError(error);
      }
      await pause(everyMs);
    }
  })();
  return {
    async close() {
      closing.abort();
      await doing;
    },
  };
}
