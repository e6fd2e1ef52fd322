import { ProblemError } from './problem-error.ts';

/** After these the API has done nothing, so that any call may be made again. */
const nothingDone = [429, 503];
const firstWaitMs = 200;
const longestWaitMs = 60_000;

/**
 * Makes a call until it succeeds, at most `maxTries` times. After a 429 and a 503 it waits as long as it is told, a minute at most. Where no answer came it may have been done: it is
 * made again only if `isRepeatable`, after a wait that doubles from 200 ms, of which half is random. Throws what the last try threw.
 */
export async function tryAgain<T>(
  { maxTries, isRepeatable }: { maxTries: number; isRepeatable: boolean },
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const mayTry = error instanceof ProblemError ? nothingDone.includes(error.status) : isRepeatable;
      if (!mayTry || tries >= maxTries) throw error;
      const told = error instanceof ProblemError ? error.retryAfterMs : null;
      const own = firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      const waitMs = Math.min(told ?? own, longestWaitMs);
      // Not node:timers/promises: it runs in browsers too.
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
