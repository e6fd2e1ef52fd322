import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { builtSdk } from '#bin/built-sdk.ts';
import { ingestRoutes } from '#ingest/routes.ts';
import { createAppendQueue } from '#log/append-queue.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { openMailer } from '#query-api/mail/open-mailer.ts';
import { openPasswords } from '#query-api/routes/auth/passwords.ts';
import type { TokenLifetimes } from '#query-api/routes/auth/token-lifetimes.ts';
import { queryApiRoutes } from '#query-api/routes.ts';
import { createServer } from '#runtime/http/create-server.ts';
import type { Patience } from '#runtime/http/patience.ts';
import type { Route } from '#runtime/http/route.ts';
import { createLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import type { Readiness } from '#schemas/http/health.ts';
import { createIdempotencyKeys } from '#stores/control/idempotency-keys.ts';
import { type OpenDirectory, openDirectory } from '#stores/control/open-directory.ts';
import { createRevokedTokens } from '#stores/control/revoked-tokens.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openUnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';
import { openCuttableProxy } from './cuttable-proxy.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';

/** Accounts, tenants, keys and ingestion over real HTTP, with a real Postgres and the real log; no models, no processors. */
export type ApiApp = {
  readonly url: string;
  /** Its data folder. */
  readonly dir: string;
  readonly routes: readonly Route[];
  readonly log: EmbeddedLog;
  readonly directory: OpenDirectory;
  /** The database as the server sees it: role `api`. */
  readonly database: Database;
  /** The database as its owner sees it, whom row-level security does not bind. */
  readonly owner: Database;
  readonly testDatabase: TestDatabase;
  readonly internalApiKey: string;
  /** Serves the same routes at one more port, with other patience; returns its URL. */
  serve(patience: Partial<Patience>): Promise<string>;
  /** Cuts the server off from Postgres; the other restores it. */
  cutDatabase(): Promise<void>;
  restoreDatabase(): Promise<void>;
  /** Sets the report of /ready. */
  setReadiness(report: Readiness): void;
  /** Returns everything that was logged. */
  logged(): string;
  remove(): Promise<void>;
};

const appSecrets = {
  jwtSecret: 'jwt secret of these tests alone',
  hmacSecret: 'hmac secret of these tests alone',
};
const mailSender = 'RecomEngine <no-reply@recomengine.example>';
const mailRetryMs = 10;
const internalApiKey = 'internal key of these tests alone';

export type ApiAppOptions = {
  extraRoutes?: readonly Route[];
  lifetimes?: Partial<TokenLifetimes>;
  smtpUrl?: string;
  isProduction?: boolean;
};

export async function openApiApp(options: ApiAppOptions = {}): Promise<ApiApp> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-api-'));
  const testDatabase = await openTestDatabase();
  const proxy = await openCuttableProxy(testDatabase.apiUrl);
  const database = openDatabase({ url: proxy.url, max: 8, applicationName: 'api-test' });
  const owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'api-test-owner' });
  const log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  const directory = await openDirectory(database, {
    hmacSecret: appSecrets.hmacSecret,
    cacheFile: join(dir, 'directory.json'),
  });
  let written = '';
  const logger = createLogger({
    level: 'debug',
    isJson: true,
    name: 'api-test',
    destination: { write: (line: string) => (written += line) },
  });
  const metrics = createMetrics();
  const unknownNames = openUnknownNameCounts(database, (err) => logger.warn({ err }, 'names are not counted'));
  const passwords = openPasswords();
  const revokedTokens = createRevokedTokens(database);
  const idempotencyKeys = createIdempotencyKeys(database, appSecrets.jwtSecret);
  const mailer =
    options.smtpUrl === undefined
      ? null
      : openMailer({ url: options.smtpUrl, from: mailSender, logger, firstWaitMs: mailRetryMs });
  let report: Readiness = {
    status: 'ready',
    parts: { postgres: { state: 'up' } },
    lag: { 'loader/0': 0, 'loader/1': 0 },
  };
  const routes = [
    ...queryApiRoutes({
      database,
      idempotencyKeys,
      directory,
      log,
      logger,
      metrics,
      passwords,
      revokedTokens,
      ...appSecrets,
      lifetimes: { accessSeconds: 3_600, refreshDays: 7, resetMinutes: 60, ...options.lifetimes },
      mailer,
      consoleUrl: 'https://console.example/',
      isProduction: options.isProduction ?? false,
      sdk: builtSdk(dir, logger),
      replaysDir: join(dir, 'replays'),
      readiness: async () => report,
    }),
    ...ingestRoutes({
      log,
      appends: createAppendQueue(log, { maxBytes: 64 << 20, deadlineMs: 60_000 }),
      database,
      searchDatabase: database,
      directory,
      catalog: { has: () => true, get: () => undefined },
      userHashes: createUserHashes(appSecrets.hmacSecret),
      unknownNames,
      metrics,
      logger,
      now: Date.now,
    }),
    ...(options.extraRoutes ?? []),
  ];
  const servers: FastifyInstance[] = [];
  async function serve(patience: Partial<Patience>): Promise<string> {
    const server = createServer({
      routes,
      directory,
      learn: directory.learn,
      noteAnswer: directory.noteAnswer,
      jwtSecret: appSecrets.jwtSecret,
      internalApiKey,
      isTokenRevoked: revokedTokens.isRevoked,
      idempotency: idempotencyKeys,
      logger,
      metrics,
      patience,
    });
    servers.push(server);
    await server.listen({ host: '127.0.0.1', port: 0 });
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }
  return {
    url: await serve({}),
    serve,
    dir,
    routes,
    log,
    directory,
    database,
    owner,
    testDatabase,
    internalApiKey,
    cutDatabase: proxy.cut,
    restoreDatabase: proxy.restore,
    setReadiness(next) {
      report = next;
    },
    logged: () => written,
    async remove() {
      await Promise.all(servers.map((server) => server.close()));
      await directory.close();
      await unknownNames.close();
      await passwords.close();
      await mailer?.close();
      await log.close();
      await database.close();
      await owner.close();
      await proxy.close();
      await testDatabase.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
