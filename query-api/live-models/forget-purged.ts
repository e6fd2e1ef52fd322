import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#runtime/logger.ts';
import type { Database } from '#stores/postgres/database.ts';
import { readPurgedScopes } from '#stores/purge/read-purged-scopes.ts';
import type { LiveModels } from './open-live-models.ts';

const lookEveryMs = 600_000;

/** Takes purged scopes out of the serving models, and thereby out of their snapshots. */
async function forgetPurged(database: Database, models: Pick<LiveModels, 'drop'>): Promise<void> {
  for (const scope of await readPurgedScopes(database)) await models.drop(scope);
}

/** Does so at once, since a snapshot may be of before a purge, and again and again until it is closed. */
export function keepForgetting(deps: { database: Database; models: Pick<LiveModels, 'drop'>; logger: Logger }): {
  close(): Promise<void>;
} {
  const closing = new AbortController();
  const keeping = (async () => {
    while (!closing.signal.aborted) {
      await forgetPurged(deps.database, deps.models).catch((error: unknown) =>
        deps.logger.warn({ err: error }, 'purged tenants cannot be read just now: the models look again later'),
      );
      await delay(lookEveryMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      closing.abort();
      await keeping;
    },
  };
}
