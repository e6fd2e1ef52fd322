import { setTimeout as delay } from 'node:timers/promises';
import type { IngestDeps } from '../ingest-deps.ts';
import { putPurgesOnLog } from './put-purges-on-log.ts';

const lookEveryMs = 600_000;

/**
 * Puts the tombstones of deleted tenants onto the log when their time has come, until it is closed. Here, and not in the processors: on one
 * machine this process alone writes the log.
 */
export function keepPurging(deps: Pick<IngestDeps, 'log' | 'database' | 'logger' | 'now'>): { close(): Promise<void> } {
  const closing = new AbortController();
  const keeping = (async () => {
    while (!closing.signal.aborted) {
      await delay(lookEveryMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      if (closing.signal.aborted) return;
      await putPurgesOnLog(deps, deps.now()).catch((error: unknown) =>
        deps.logger.warn(
          { err: error },
          'deleted tenants could not be purged from the log, and wait for the next look',
        ),
      );
    }
  })();
  return {
    async close() {
      closing.abort();
      await keeping;
    },
  };
}
