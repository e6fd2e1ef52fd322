import { join } from 'node:path';
import { demoShopRoutes } from '#demo-shop/demo-shop-routes.ts';
import { keepFillingDemos } from '#ingest/demo/keep-filling-demos.ts';
import { keepPurging } from '#ingest/purge/keep-purging.ts';
import { ingestRoutes, openAcceptParts } from '#ingest/routes.ts';
import { createAppendQueue } from '#log/append-queue.ts';
import { createAsOfAnswerer } from '#query-api/as-of/answer-on-thread.ts';
import { keepForgetting } from '#query-api/live-models/forget-purged.ts';
import { openLiveCatalog } from '#query-api/live-models/open-live-catalog.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import type { Mailer } from '#query-api/mail/open-mailer.ts';
import { openExposureRecorder } from '#query-api/record-exposures.ts';
import { openPasswords } from '#query-api/routes/auth/passwords.ts';
import { healthRoutes } from '#query-api/routes/health/health-routes.ts';
import { busyHoursRoute } from '#query-api/routes/models/busy-hours-route.ts';
import { modelAgeRoute } from '#query-api/routes/models/model-age-route.ts';
import { neighbourRoutes } from '#query-api/routes/neighbours/neighbour-routes.ts';
import { createPreviewer } from '#query-api/routes/previews/preview-question.ts';
import { rulesPreviewRoute } from '#query-api/routes/previews/rules-preview-route.ts';
import { settingsPreviewRoute } from '#query-api/routes/previews/settings-preview-route.ts';
import { createAnswerer } from '#query-api/routes/recommendations/answer-question.ts';
import { recommendationRoutes } from '#query-api/routes/recommendations/recommendation-routes.ts';
import { widgetProductsRoute } from '#query-api/routes/widgets/widget-products-route.ts';
import { queryApiRoutes } from '#query-api/routes.ts';
import type { Config } from '#runtime/config/settings.ts';
import { giveBackAfterStart } from '#runtime/give-back-memory.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { createOverload } from '#runtime/http/overload/overload.ts';
import { createWhenCalm } from '#runtime/http/overload/when-calm.ts';
import type { Route } from '#runtime/http/route.ts';
import { schemaRegistryRoutes } from '#runtime/http/schema-registry.ts';
import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import { createLogger, type Logger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createQueue } from '#runtime/queue.ts';
import { runUntilStopped } from '#runtime/shutdown.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { watchPauses } from '#runtime/watch-pauses.ts';
import { createIdempotencyKeys } from '#stores/control/idempotency-keys.ts';
import { openDirectory } from '#stores/control/open-directory.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { openUnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';
import { openRequestCounts } from '#stores/usage/request-counts.ts';
import { createWatermarkAnnouncer } from './announce-watermarks.ts';
import { builtSdk } from './built-sdk.ts';
import { type Message, tellParent } from './child.ts';
import { writeCompiled } from './compile-cache.ts';
import { createFindDemoShop } from './find-demo-shop.ts';
import { openLog } from './open-log.ts';
import { openShared } from './open-shared.ts';
import { ownFile } from './own-file.ts';
import type { ProcessSettings } from './process-settings.ts';
import { createReadiness } from './readiness.ts';

const closeDeadlineMs = 20_000;
const connections = 16;
const countPausesEveryMs = 1_000;
/** A query of the API that takes longer is of no use: its caller is gone. */
const statementTimeoutMs = 10_000;
/** For lists and searches of the catalog, which may be broad: they have connections of their own, and are told to be narrower after this. */
const searching = { max: 2, statementTimeoutMs: 2_000 };

/** Returns null without a mail server. Its modules are loaded only for one: they would take a twentieth of each start. */
async function openMailerOf({ smtpUrl, mailFrom }: Config, logger: Logger): Promise<Mailer | null> {
  if (smtpUrl === null || mailFrom === null) return null;
  const { openMailer } = await import('#query-api/mail/open-mailer.ts');
  return openMailer({ url: smtpUrl, from: mailFrom, logger });
}

/** Which routes a process has: those of ingestion, of the query API, or both. */
export type Roles = { ingest: boolean; queryApi: boolean };

/** Composition root of an HTTP process. Runs until it is told to stop, and before it ends answers the requests it has taken. */
export async function serve(
  name: string,
  { config, apiUrl, instance, isAlone }: ProcessSettings,
  roles: Roles,
): Promise<void> {
  const isProduction = config.environment === 'production';
  const logger = createLogger({ name, level: config.logLevel, isJson: isProduction || !process.stderr.isTTY });
  const metrics = createMetrics();
  const pauses = watchPauses();
  const countingPauses = keepDoing(() => metrics.countPauses(name, pauses.take()), {
    everyMs: countPausesEveryMs,
    onError: (error) => logger.warn({ err: error }, 'pauses of the event loop could not be counted'),
  });
  const database = openDatabase({ url: apiUrl, max: connections, applicationName: name, statementTimeoutMs });
  const searchDatabase = openDatabase({ url: apiUrl, applicationName: `${name}-search`, ...searching });
  const shared = await openShared({ redisUrl: config.redisUrl, database, metrics, logger });
  /** Ends the process if a part has failed without which it cannot go on. Its parent, or the operator's supervisor, starts it again. */
  const end = (error: unknown) => {
    logger.fatal({ err: error }, `${name} ends, to be started anew`);
    process.kill(process.pid, 'SIGTERM');
  };
  const own = (file: string) => ownFile(config, file, instance);

  const log = await openLog(config, {
    name,
    role: 'writer',
    logger,
    onWatermark: createWatermarkAnnouncer(),
    onAppend: (ms) => metrics.logAppendMs.observe(ms),
    onFailure: end,
  });
  const appends = createAppendQueue(log, {
    maxBytes: config.appendQueueMib * 2 ** 20,
    deadlineMs: config.appendDeadlineSeconds * 1_000,
  });
  metrics.watchAppendQueue(appends);
  const overload = createOverload({
    onChange: (isRefusing) =>
      isRefusing
        ? logger.warn('more is sent than can be done in time: some of it is refused')
        : logger.info('all that is sent is done in time again'),
  });
  metrics.watchUnderWay(overload.underWay);
  metrics.watchQueue('database', database.queue);
  metrics.watchQueue('database_search', searchDatabase.queue);
  const control = openDatabase({ url: apiUrl, max: 1, applicationName: `${name}-control`, statementTimeoutMs });
  const directory = await openDirectory(database, {
    control,
    hmacSecret: config.apiKeyHmacSecret,
    cacheFile: own('directory.json'),
    onError: (error) =>
      logger.warn({ err: error }, 'tenants and keys cannot be read just now: what is known stays in force'),
  });
  const models = roles.queryApi
    ? await openLiveModels({
        log,
        snapshotDir: own('snapshots'),
        logger,
        snapshotEveryMs: config.snapshotSeconds * 1000,
        memoryBytes: config.modelMemoryMib * 2 ** 20,
        onLost: end,
      })
    : null;
  const exposures = models === null ? null : openExposureRecorder(appends, { metrics, logger });
  if (exposures !== null) metrics.watchQueue('exposures', exposures.queue);
  const requests = openRequestCounts(database, (error) =>
    logger.warn({ err: error }, 'recommendation requests cannot be counted in Postgres just now: it is tried again'),
  );
  const unknownNames = openUnknownNameCounts(database, (error) =>
    logger.warn({ err: error }, 'names that are not understood cannot be counted just now: it is tried again'),
  );
  const forgetting = models === null ? null : keepForgetting({ database, models, logger });
  const live = models ?? (await openLiveCatalog({ log, logger, onLost: end }));
  const passwords = openPasswords();
  const mailer = roles.queryApi ? await openMailerOf(config, logger) : null;
  metrics.watchQueue('passwords', passwords.queue);
  if (mailer !== null) metrics.watchQueue('mails', mailer.queue);
  if (roles.queryApi && mailer === null && isProduction)
    logger.warn('SMTP_URL is not set: forgotten passwords cannot be reset');
  const readiness = createReadiness({
    database,
    log,
    refusal: appends.refusal,
    tails: live.lag,
    unreadByModels: models?.unread ?? null,
    hasProcessors: !isAlone,
    parentPid: isAlone ? null : process.ppid,
    // While the log is away, a query API still answers from memory, but a process that ingests is of no use.
    needed: roles.ingest ? 'log' : 'models',
    redisState: shared.redisState,
    metrics,
    droppedExposures: exposures?.dropped ?? null,
    snapshotAgeSeconds: () => models?.snapshotAgeSeconds() ?? null,
  });
  const now = () => Date.now();
  const purging = roles.ingest ? keepPurging({ log, database, logger, now }) : null;
  const { jwtSecret, apiKeyHmacSecret: hmacSecret, internalApiKey } = config;
  const idempotencyKeys = createIdempotencyKeys(database, jwtSecret);

  const userHashes = createUserHashes(hmacSecret);
  const routes: Route[] = [];
  let filling: KeptDoing | null = null;
  if (roles.ingest) {
    const { sharedHint, sharedServerTimes, liveCounters } = shared;
    const { catalog } = live;
    const parts = {
      log,
      appends,
      database,
      searchDatabase,
      directory,
      catalog,
      sharedHint,
      sharedServerTimes,
      liveCounters,
      unknownNames,
      userHashes,
      metrics,
      logger,
      now,
      whenCalm: createWhenCalm(overload),
    };
    const accepting = openAcceptParts(parts);
    routes.push(...ingestRoutes(parts, accepting));
    filling = keepFillingDemos(parts, accepting);
  }
  if (models === null || exposures === null) routes.push(...healthRoutes({ readiness: readiness.report, metrics }));
  else {
    metrics.watchExperiments(directory.experiments);
    const answer = createAnswerer({
      models,
      cache: shared.answers,
      metrics,
      trackingSecret: jwtSecret,
      now,
      control: directory,
    });
    const previewing = { database, directory, preview: createPreviewer({ models, now, control: directory }) };
    const waitingForPast = createQueue();
    metrics.watchQueue('past', waitingForPast);
    const answerAsOf = createAsOfAnswerer({ databaseUrl: apiUrl, now, queue: waitingForPast });
    const answering = { answer, directory, record: exposures.record, userHashes, countRequests: requests.count };
    routes.push(
      ...schemaRegistryRoutes(),
      ...recommendationRoutes({ ...answering, answerAsOf }),
      widgetProductsRoute(answering),
      modelAgeRoute({ directory, log, models, now }),
      busyHoursRoute({ directory, models }),
      ...neighbourRoutes({ directory, models, now }),
      rulesPreviewRoute(previewing),
      settingsPreviewRoute(previewing),
      ...queryApiRoutes({
        database,
        idempotencyKeys,
        directory,
        log,
        logger,
        metrics,
        passwords,
        revokedTokens: shared.revokedTokens,
        jwtSecret,
        hmacSecret,
        lifetimes: {
          accessSeconds: config.accessTokenSeconds,
          refreshDays: config.refreshTokenDays,
          resetMinutes: config.passwordResetMinutes,
        },
        mailer,
        consoleUrl: config.consoleUrl,
        isProduction,
        sdk: builtSdk(config.dataDir, logger),
        replaysDir: join(config.dataDir, 'replays'),
        readiness: readiness.report,
      }),
      ...demoShopRoutes({ shop: createFindDemoShop(config, () => directory.tenants().length > 0), logger }),
    );
  }
  const app = createServer({
    routes,
    directory,
    learn: directory.learn,
    noteAnswer: directory.noteAnswer,
    jwtSecret,
    internalApiKey,
    idempotency: idempotencyKeys,
    isTokenRevoked: shared.revokedTokens.isRevoked,
    takeRequest: shared.takeRequest,
    overload,
    logger,
    metrics,
    trustedProxies: config.trustedProxies,
  });

  process.on('message', (message: Message) => readiness.hear(message));

  const isRunning = await runUntilStopped({
    start: () =>
      app.listen({ port: config.port, host: config.host, ...(config.instances > 1 ? { reusePort: true } : {}) }),
    deadlineMs: closeDeadlineMs,
    hasParent: !isAlone,
    async close() {
      await app.close();
      await exposures?.close();
      await readiness.close();
      await countingPauses.close();
      pauses.close();
      await purging?.close();
      await filling?.close();
      await forgetting?.close();
      await requests.close();
      await unknownNames.close();
      await live.close();
      await directory.close();
      await control.close();
      await passwords.close();
      await mailer?.close();
      await log.close();
      shared.close();
      await searchDatabase.close();
      await database.close();
    },
  });
  if (!isRunning) return;
  tellParent({ kind: 'ready' });
  writeCompiled();
  giveBackAfterStart();
  if (isAlone) logger.info({ port: config.port }, `${name} is ready`);
}
