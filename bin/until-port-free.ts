import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The API, or the console, cannot listen at the host and port of its configuration. */
export class PortUnusable extends Error {
  readonly code = 'port_unusable';
  constructor(host: string, port: number, why: string) {
    super(`${host}:${port} cannot be listened on: ${why}`);
    this.name = 'PortUnusable';
  }
}

const lookEveryMs = 100;

/** Waits until no process listens there, for `waitMs` at most. Throws `PortUnusable`, at once if waiting would not help; it names the flag that gives another port. */
export async function untilPortFree(host: string, port: number, waitMs: number, flag = '--port'): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const code = await tryListening(host, port);
    if (code === null) return;
    if (code !== 'EADDRINUSE') throw new PortUnusable(host, port, `${code}; give another --host or ${flag}`);
    if (performance.now() >= deadline)
      throw new PortUnusable(host, port, `another program does; stop it, or give another ${flag}`);
    await delay(lookEveryMs);
  }
}

/** Returns the error code, or null if listening worked. */
function tryListening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
