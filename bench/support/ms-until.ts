import { setTimeout as delay } from 'node:timers/promises';

const giveUpMs = 5_000;

/** Milliseconds from `since` (`performance.now()`) until the condition holds, asked again each millisecond; null if it does not within 5 s. */
export async function msUntil(holds: () => Promise<boolean>, since: number): Promise<number | null> {
  while (!(await holds())) {
    if (performance.now() - since > giveUpMs) return null;
    await delay(1);
  }
  return performance.now() - since;
}
