import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '#runtime/config/settings.ts';
import { runUntilStopped } from '#runtime/shutdown.ts';
import { serveConsole } from './serve-console.ts';

const closeDeadlineMs = 5_000;
const output = join(import.meta.dirname, '../../console/.output');

/** Serves the console, which is built already, until the process is told to end. Resolves with whether it listens; it does not if it was told to end before. */
export async function runConsole(config: Config, hasParent: boolean): Promise<boolean> {
  // Each build has a folder of its own, so that another one that is made meanwhile takes nothing away from this process.
  const built = readFileSync(join(output, 'current'), 'utf8');
  const pages = pathToFileURL(join(output, built, 'server/index.mjs'));
  const { middleware }: { middleware: RequestListener } = await import(pages.href);
  const server = serveConsole(config.apiUrl ?? ownApi(config), middleware);
  return runUntilStopped({
    async start() {
      server.listen(config.consolePort, config.host);
      await once(server, 'listening');
    },
    deadlineMs: closeDeadlineMs,
    hasParent,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      // Event streams would go on; their readers come back by themselves.
      server.closeAllConnections();
      await closed;
    },
  });
}

function ownApi({ host, port }: Config): string {
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}
