import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Database } from '#stores/postgres/database.ts';
import { readPurgedScopes } from '#stores/purge/read-purged-scopes.ts';
import type { LiveModels } from './open-live-models.ts';

const lookEveryMs = 600_000;

/** Takes purged scopes out of the serving models, and thereby out of their snapshots. */
async function forgetPurged(database: Database, models: Pick<LiveModels, 'drop'>): Promise<void> {
  for (const scope of await readPurgedScopes(database)) await models.drop(scope);
}

/** Does so at once, since a restored snapshot may be older than a purge, and then every 10 minutes until it is closed. */
export function keepForgetting(deps: {
  database: Database;
  models: Pick<LiveModels, 'drop'>;
  logger: Logger;
}): KeptDoing {
  return keepDoing(() => forgetPurged(deps.database, deps.models), {
    firstAfterMs: 0,
    everyMs: lookEveryMs,
    onError: (error) =>
      deps.logger.warn({ err: error }, 'purged tenants cannot be read just now: the models look again later'),
  });
}
