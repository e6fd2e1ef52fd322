import { setTimeout as delay } from 'node:timers/promises';
import { askServer } from '#cli/ask-server.ts';

const everyMs = 100;
const giveUpMs = 10_000;

/** Waits until a server knows a key that was made beside it, at most 10 s. If it does not, throws an error with the server's last answer. */
export async function untilKeyWorks(url: string, key: string): Promise<void> {
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    const response = await askServer(url, '/api/v1/catalog?limit=1', { headers: { authorization: `Bearer ${key}` } });
    const text = await response.text();
    if (response.status !== 401) return;
    if (performance.now() > deadline) throw new Error(`the key is refused: ${text}`);
    await delay(everyMs);
  }
}
