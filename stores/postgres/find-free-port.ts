import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, one of which may take a port again before it is listened on: Linux has them from 32,768 on, others from 49,152. */
const [lowest, highest] = [10_000, 32_000];
const tries = 100;

/** Returns a port of 127.0.0.1 that was free a moment ago. Throws if none of a hundred is. */
export async function findFreePort(): Promise<number> {
  for (let tried = 1; ; tried++) {
    const port = randomInt(lowest, highest);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return port;
    } catch (error) {
      if (tried === tries) throw error;
    }
  }
}
