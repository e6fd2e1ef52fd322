import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '#runtime/config/settings.ts';
import { closeOnSignal } from '#runtime/shutdown.ts';
import { serveConsole } from './serve-console.ts';

const closeDeadlineMs = 5_000;
const builtPages = join(import.meta.dirname, '../../console/.output/server/index.mjs');

/** Serves the console, which is built already, until the process is told to end. Resolves when it listens. */
export async function runConsole(config: Config, hasParent: boolean): Promise<void> {
  const { middleware }: { middleware: RequestListener } = await import(pathToFileURL(builtPages).href);
  const server = serveConsole(config.apiUrl ?? ownApi(config), middleware);
  closeOnSignal({
    deadlineMs: closeDeadlineMs,
    hasParent,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Event streams would go on; their readers come back by themselves.
      server.closeAllConnections();
      await closed;
    },
  });
  server.listen(config.consolePort, config.host);
  await once(server, 'listening');
}

function ownApi({ host, port }: Config): string {
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}
