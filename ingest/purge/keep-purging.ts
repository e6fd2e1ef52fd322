import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { putPurgesOnLog } from './put-purges-on-log.ts';

const lookEveryMs = 600_000;

/**
 * Puts the tombstones of deleted tenants onto the log when their time has come, until it is closed. Here, and not in the processors: on one
 * machine this process alone writes the log.
 */
export function keepPurging(deps: Pick<IngestDeps, 'log' | 'database' | 'logger' | 'now'>): KeptDoing {
  return keepDoing(() => putPurgesOnLog(deps, deps.now()), {
    everyMs: lookEveryMs,
    onError: (error) =>
      deps.logger.warn({ err: error }, 'deleted tenants could not be purged from the log, and wait for the next look'),
  });
}
