/** Composition root of the processors: they read the log, and they alone write events and projections. */
import { join } from 'node:path';
import { dropAbandonedBuilds } from '#processors/rebuild/drop-abandoned-builds.ts';
import { keepBuildingNew } from '#processors/rebuild/keep-building-new.ts';
import { keepRetention } from '#processors/retention/keep-retention.ts';
import { runProcessors } from '#processors/run-processors.ts';
import { healthRoutes } from '#query-api/routes/health/health-routes.ts';
import { keepReplays } from '#replays/keep-replays.ts';
import { giveBackAfterStart } from '#runtime/give-back-memory.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import { createLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { runUntilStopped } from '#runtime/shutdown.ts';
import { watchPauses } from '#runtime/watch-pauses.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { type Message, tellParent } from './child.ts';
import { writeCompiled } from './compile-cache.ts';
import { openLog } from './open-log.ts';
import { processSettings } from './process-settings.ts';
import { createReadiness } from './readiness.ts';
import { runReplayProcess } from './run-replay-process.ts';

const tellEveryMs = 250;
const closeDeadlineMs = 20_000;
const connections = 8;
/** A batch takes a fraction of this time; a process that freezes in a batch holds its partition no longer than this. */
const statementTimeoutMs = 20_000;
/** For the lock of retention and its work, for the two locks of a rebuild and its work, and for the lock and the work of what removes a half-built version. A month is read in one statement, and its rows are counted in another. */
const choreConnections = 7;
const choreStatementTimeoutMs = 3_600_000;
const dropAbandonedEveryMs = 10_000;

const { isAlone, ...settings } = await processSettings('processors');
const { config, processorUrl } = settings;
const isProduction = config.environment === 'production';
const logger = createLogger({
  name: 'processors',
  level: config.logLevel,
  isJson: isProduction || !process.stderr.isTTY,
});
const metrics = createMetrics();
const pauses = watchPauses();
const database = openDatabase({
  url: processorUrl,
  max: connections,
  applicationName: 'processors',
  statementTimeoutMs,
});
const log = await openLog(config, {
  name: 'processors',
  role: 'reader',
  logger,
  onFailure(error) {
    logger.fatal({ err: error }, 'the processors end, to be started anew');
    process.kill(process.pid, 'SIGTERM');
  },
});

let batches: { records: number; ms: number }[] = [];
let deadLetters: string[] = [];
let fenced: string[] = [];
const processors = await runProcessors({
  log,
  database,
  logger,
  metrics: {
    observeBatch: (records, ms) => batches.push({ records, ms }),
    countDeadLetter: (reason) => deadLetters.push(reason),
    countFenced: (group) => fenced.push(group),
  },
});
const readiness = createReadiness({
  database,
  log,
  refusal: null,
  tails: async () => [],
  unreadByModels: null,
  hasProcessors: true,
  // Without a parent they report to themselves; with one, nobody asks.
  parentPid: null,
  needed: 'log',
  redisState: async () => null,
  droppedExposures: null,
  snapshotAgeSeconds: () => null,
  metrics,
});

const choreDatabase = openDatabase({
  url: processorUrl,
  max: choreConnections,
  applicationName: 'chores',
  statementTimeoutMs: choreStatementTimeoutMs,
  // While a month is written to its file and synced, no statement comes.
  idleTransactionMs: choreStatementTimeoutMs,
});
const building = keepBuildingNew({ database: choreDatabase, logger });
const dropping = keepDoing(() => dropAbandonedBuilds({ database: choreDatabase, logger }), {
  everyMs: dropAbandonedEveryMs,
  onError: (error) => logger.warn({ err: error }, 'a half-built version could not be removed, and is tried again'),
});
const retention = keepRetention({
  database: choreDatabase,
  archiveDir: join(config.dataDir, 'archive'),
  eventRetentionDays: config.eventRetentionDays,
  aggregateRetentionDays: config.aggregateRetentionDays,
  logger,
});
const replays = keepReplays({
  database,
  replaysDir: join(config.dataDir, 'replays'),
  run: (replay, signal) => runReplayProcess(replay, settings, signal),
  logger,
});
/** Sends to the parent, which passes it on to the server; without a parent, to our own readiness and metrics. */
const tell = (message: Message) => (isAlone ? readiness.hear(message) : tellParent(message));

/** Until it has joined, /ready says that the processors are missing, since no process would handle what is appended. */
let hasJoined = false;
void processors.joined.then(() => {
  hasJoined = true;
  tellParent({ kind: 'ready' });
  writeCompiled();
  giveBackAfterStart();
  if (isAlone) logger.info({ port: config.port }, 'processors are ready');
});
const telling = keepDoing(tellAll, {
  everyMs: tellEveryMs,
  onError: (error) => logger.warn({ err: error }, 'where the processors stand could not be told, and is told again'),
});
async function tellAll(): Promise<void> {
  if (!hasJoined) return;
  const lags = await processors.lag().catch(() => []);
  tell({
    kind: 'positions',
    from: process.pid,
    positions: lags.map(({ group, topic, partition, position, state, reason }) => ({
      group,
      topic,
      partition,
      next: String(position),
      state,
      reason,
    })),
  });
  tell({ kind: 'metrics', batches, deadLetters, fenced, pauses: pauses.take() });
  batches = [];
  deadLetters = [];
  fenced = [];
}
process.on('message', (message: Message) => {
  if (message.kind === 'watermarks') for (const { topic, partition } of message.places) log.notify(topic, partition);
});

/** This server knows no keys, since it has only health, readiness and metrics. */
const app = createServer({
  routes: healthRoutes({ readiness: readiness.report, metrics }),
  directory: {
    authenticateKey: () => ({ ok: false, reason: 'unknown' }),
    tenant: () => undefined,
    tenantOfScope: () => undefined,
    configVersion: () => '0',
  },
  jwtSecret: config.jwtSecret,
  internalApiKey: config.internalApiKey,
  isTokenRevoked: async () => true,
  logger,
  metrics,
  trustedProxies: config.trustedProxies,
});

await runUntilStopped({
  start: async () => isAlone && app.listen({ port: config.port, host: config.host }),
  deadlineMs: closeDeadlineMs,
  hasParent: !isAlone,
  async close() {
    await telling.close();
    pauses.close();
    await app.close();
    await readiness.close();
    await replays.close();
    await processors.close();
    await building.close();
    await dropping.close();
    await retention.close();
    await choreDatabase.close();
    await log.close();
    await database.close();
  },
});
