import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 100;
const giveUpMs = 10_000;

/** Waits until a server knows a key that was made beside it, at most 10 s. Throws with the server's own words. */
export async function untilKeyWorks(url: string, key: string): Promise<void> {
  const deadline = performance.now() + giveUpMs;
  for (;;) {
    const response = await fetch(`${url}/api/v1/catalog?limit=1`, {
      headers: { authorization: `Bearer ${key}` },
    }).catch((error: unknown) => {
      throw new Error(`nothing answers at ${url}: start it with \`recomengine start\`, or name another by --url`, {
        cause: error,
      });
    });
    const text = await response.text();
    if (response.status !== 401) return;
    if (performance.now() > deadline) throw new Error(`the key is refused: ${text}`);
    await delay(everyMs);
  }
}
