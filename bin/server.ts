/** Composition root of the one HTTP process: ingest and query API behind one port, the log's one writer, the serving models. */
import { join } from 'node:path';
import { ingestRoutes } from '#ingest/routes.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { openPasswords } from '#query-api/routes/auth/passwords.ts';
import { createAnswerer } from '#query-api/routes/recommendations/answer-question.ts';
import { recommendationRoutes } from '#query-api/routes/recommendations/recommendation-routes.ts';
import { queryApiRoutes } from '#query-api/routes.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { createLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { closeOnSignal } from '#runtime/shutdown.ts';
import { createIdempotencyKeys } from '#stores/access/idempotency-keys.ts';
import { openAccessDirectory } from '#stores/access/open-access-directory.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { createWatermarkAnnouncer } from './announce-watermarks.ts';
import { type Message, readChildSettings, tellParent } from './child.ts';
import { openShared } from './open-shared.ts';
import { createReadiness } from './readiness.ts';

const closeDeadlineMs = 20_000;
const connections = 16;
/** A question of the API that takes longer is in vain: the caller is gone. */
const statementTimeoutMs = 10_000;

const { config, apiUrl } = readChildSettings();
const isProduction = config.environment === 'production';
const logger = createLogger({ name: 'server', level: config.logLevel, isJson: isProduction || !process.stderr.isTTY });
const metrics = createMetrics();
const database = openDatabase({ url: apiUrl, max: connections, applicationName: 'server', statementTimeoutMs });
const shared = openShared({ redisUrl: config.redisUrl, database, metrics, logger });
/** What the process cannot go on without has failed: it ends, and the parent starts it anew. */
const end = (error: unknown) => {
  logger.fatal({ err: error }, 'the server ends and is started anew');
  process.kill(process.pid, 'SIGTERM');
};

const log = await openEmbeddedLog({
  dir: join(config.dataDir, 'log'),
  role: 'writer',
  synchronous: config.logSynchronous,
  onWatermark: createWatermarkAnnouncer(),
  onAppend: (ms) => metrics.logAppendMs.observe(ms),
  onFailure: end,
});
const directory = await openAccessDirectory(database, {
  hmacSecret: config.apiKeyHmacSecret,
  cacheFile: join(config.dataDir, 'directory.json'),
  onError: (error) =>
    logger.warn({ err: error }, 'tenants and keys cannot be read just now: what is known stays in force'),
});
const models = await openLiveModels({
  log,
  snapshotDir: join(config.dataDir, 'snapshots'),
  logger,
  snapshotEveryMs: config.snapshotSeconds * 1000,
  memoryBytes: config.modelMemoryMib * 2 ** 20,
  onLost: end,
});
const passwords = openPasswords();
const readiness = createReadiness({ database, log, models, metrics, redisState: shared.redisState });
const now = () => Date.now();
const answer = createAnswerer({ models, cache: shared.answers, metrics, trackingSecret: config.jwtSecret, now });

const app = createServer({
  routes: [
    ...ingestRoutes({
      log,
      database,
      directory,
      catalog: models.catalog,
      sharedHint: shared.sharedHint,
      metrics,
      logger,
      now,
    }),
    ...recommendationRoutes({ answer, directory }),
    ...queryApiRoutes({
      database,
      directory,
      log,
      logger,
      metrics,
      passwords,
      revokedTokens: shared.revokedTokens,
      jwtSecret: config.jwtSecret,
      hmacSecret: config.apiKeyHmacSecret,
      lifetimes: {
        accessSeconds: config.accessTokenSeconds,
        refreshDays: config.refreshTokenDays,
        resetMinutes: config.passwordResetMinutes,
      },
      isProduction,
      readiness: readiness.report,
    }),
  ],
  directory,
  jwtSecret: config.jwtSecret,
  internalApiKey: config.internalApiKey,
  idempotency: createIdempotencyKeys(database, config.jwtSecret),
  isTokenRevoked: shared.revokedTokens.isRevoked,
  takeRequest: shared.takeRequest,
  logger,
  metrics,
  trustProxy: config.trustProxy,
});

process.on('message', (message: Message) => readiness.hear(message));

closeOnSignal({
  deadlineMs: closeDeadlineMs,
  async close() {
    await app.close();
    readiness.close();
    await models.close();
    await directory.close();
    await passwords.close();
    await log.close();
    shared.close();
    await database.close();
  },
});
await app.listen({ port: config.port, host: config.host });
tellParent({ kind: 'ready' });
