import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Say } from '../say.ts';

/**
 * Builds the console if it is not built of these sources, in a process of its own, and tells that it does. Throws an error that says how to learn why it cannot.
 *
 * The process has the priority of what serves: somebody waits for the page, it happens once for these sources, and below that priority a busy machine gave it no time.
 */
export async function buildConsole(say: Say, signal?: AbortSignal): Promise<void> {
  const builder = spawn(process.execPath, [join(import.meta.dirname, '../../console/build/build.ts')], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(signal === undefined ? {} : { signal }),
  });
  // The first line says that it builds; the bundler's own follow.
  createInterface(builder.stdout).once('line', say);
  const [code] = await once(builder, 'exit');
  if (code !== 0) throw new Error('the console cannot be built: `npm ci && npm run build` says why');
}
