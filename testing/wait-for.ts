import { setTimeout as delay } from 'node:timers/promises';

/**
 * Checks a condition until it holds. A check that throws counts as no until the time is over, unless the product itself has ended.
 * This is how tests wait for something asynchronous: by its condition, never by a span of time.
 */
export async function waitFor(
  isTrue: () => Promise<boolean>,
  what: () => string,
  timeoutMs = 180_000,
  everyMs = 25,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown = null;
  while (Date.now() < deadline) {
    try {
      if (await isTrue()) return;
      lastError = null;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('the product ended')) throw error;
      lastError = error;
    }
    await delay(everyMs);
  }
  throw new Error(`not within ${timeoutMs} ms: ${what()}`, { cause: lastError });
}
