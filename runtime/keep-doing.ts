import { setTimeout as delay } from 'node:timers/promises';

export type KeepDoingOptions = {
  /** From the end of one run to the beginning of the next. */
  everyMs: number;
  /** Before the first run; `everyMs` if left out. */
  firstAfterMs?: number;
  /** Called with what the work throws or rejects with; the work is done again all the same. */
  onError: (error: unknown) => void;
};

/** Work that is done again and again until it is closed. */
export type KeptDoing = {
  /** Starts no further run, aborts the signal of the run under way, and resolves when that has ended. A pause ends at once. */
  close(): Promise<void>;
};

/**
 * Does work again and again; a run begins only after the one before has ended, however long that takes. This is the one way to repeat
 * work here: `setInterval` would begin a second run beside one that is slow. It does not keep the process alive.
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
