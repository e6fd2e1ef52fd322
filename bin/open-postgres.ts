import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '#runtime/config/settings.ts';
import { retry } from '#runtime/retry.ts';
import { isConnectionLost } from '#stores/postgres/classify-error.ts';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { migrate } from '#stores/postgres/migrate.ts';
import { type PostgresUrls, prepareExternal } from '#stores/postgres/prepare-external.ts';
import type { Say } from './say.ts';

/** The Postgres of a product, migrated. */
export type RunningPostgres = { urls(): PostgresUrls; stop(): Promise<void> };

const restartWaitMs = 500;
/** A Postgres that dies at every try is not helped by more of them. */
const migrationTries = { firstMs: 500, maxMs: 5_000, tries: 10 };

/** Opens the external Postgres if the configuration names one, else starts the embedded one, and starts it again whenever it dies, until the signal. */
export function openPostgres(config: Config, say: Say, stopping: AbortSignal): Promise<RunningPostgres> {
  const { databaseUrl: owner, databaseProcessorUrl: processor, databaseApiUrl: api } = config;
  return owner === null || processor === null || api === null
    ? openEmbedded(config, say, stopping)
    : openExternal({ owner, processor, api }, say);
}

/** An external Postgres is not ours to start, restart or stop. */
async function openExternal(urls: PostgresUrls, say: Say): Promise<RunningPostgres> {
  say(`Postgres is external, at ${new URL(urls.owner).host}`);
  tellMigrations(await prepareExternal(urls), say);
  return { urls: () => urls, stop: async () => {} };
}

async function openEmbedded(config: Config, say: Say, stopping: AbortSignal): Promise<RunningPostgres> {
  const password = config.postgresPassword;
  const startOn = (port?: number) =>
    startEmbeddedPostgres({
      dataDir: config.dataDir,
      password,
      settings: { shared_buffers: config.sharedBuffers },
      onProgress: say,
      ...(port === undefined ? {} : { port }),
    });
  say('Postgres is starting');
  let postgres = await startOn();
  const failing = new AbortController();
  const ending = AbortSignal.any([stopping, failing.signal]);
  const told = new Promise<void>((resolve) => ending.addEventListener('abort', () => resolve(), { once: true }));

  /** It keeps its port, so that the other processes find it again. */
  const keep = async () => {
    while (!ending.aborted) {
      await Promise.race([postgres.exited, told]);
      if (ending.aborted) return;
      say('Postgres has ended and is started again');
      await delay(restartWaitMs);
      try {
        postgres = await startOn(postgres.port);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const keeping = keep();
  const stop = async () => {
    await keeping;
    await postgres.stop();
  };
  const migrateThere = () =>
    migrate({
      ownerUrl: postgres.ownerUrl,
      processorPassword: password,
      apiPassword: password,
      mayBeNewer: false,
    });
  try {
    // A Postgres that dies meanwhile takes the file that runs back with it.
    const ran = await retry(migrateThere, { ...migrationTries, signal: ending, isRetryable: isConnectionLost });
    tellMigrations(ran, say);
  } catch (error) {
    failing.abort();
    await stop();
    throw error;
  }
  return {
    urls: () => ({
      owner: postgres.ownerUrl,
      processor: postgres.urlFor('processor', password),
      api: postgres.urlFor('api', password),
    }),
    stop,
  };
}

function tellMigrations(ran: readonly string[], say: Say): void {
  if (ran.length > 0) say(`database migrated: ${ran.join(', ')}`);
}
