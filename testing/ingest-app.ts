import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { AccessDirectory, ApiKey, Tenant, TenantStatus } from '#domain/access/tenant.ts';
import { createTrackingToken, type TrackingClaims, trackingTokenMs } from '#domain/access/tracking-token.ts';
import type { Scope, Space } from '#domain/scope.ts';
import { ingestRoutes } from '#ingest/routes.ts';
import { type AppendQueue, type AppendQueueLimits, createAppendQueue } from '#log/append-queue.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { type OpenLiveCatalog, openLiveCatalog } from '#query-api/live-models/open-live-catalog.ts';
import { signAccessToken } from '#runtime/http/access-token.ts';
import { createServer } from '#runtime/http/create-server.ts';
import type { Overload } from '#runtime/http/overload/overload.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics, type Metrics } from '#runtime/metrics.ts';
import { createTrackingSignature } from '#runtime/tracking-signature.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import type { SharedHint } from '#stores/duplicates/shared-hint.ts';
import type { SharedServerTimes } from '#stores/duplicates/shared-server-times.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';

/** Ingestion alone over real HTTP, with the real log. Tenants and keys are fixed; every product but `unheard-of` is known. */
export type IngestApp = {
  readonly url: string;
  readonly log: EmbeddedLog;
  readonly appends: AppendQueue;
  readonly database: Database;
  readonly keys: Record<'write' | 'read' | 'test' | 'foreign' | 'suspended', string>;
  /** The tenant of `keys.write`; its live scope. */
  readonly tenantId: string;
  /** The tenant of `keys.foreign`, which demands a `userHash`. */
  readonly foreignTenantId: string;
  /** The `userHash` of a shopper of that tenant. */
  foreignUserHash(userId: string): string;
  readonly suspendedTenantId: string;
  readonly scope: Scope;
  readonly adminToken: string;
  /** A tracking token of an answer that this server gave: to `ada`, at `home`, products `mug` and `pan`; what a test is about is in `change`. */
  trackingToken(change?: Partial<TrackingClaims>): string;
  /** The value of a metric without labels. */
  metric(name: string): Promise<number>;
  /** How many connections to it are open. */
  connections(): Promise<number>;
  /** From now on the key is unknown, until it is restored. */
  revokeKey(key: string): { restore(): void };
  /** From here on the log refuses everything, until a restart. */
  closeLog(): Promise<void>;
  /** Makes the log take appends and begin none of them, until `resume`. */
  stallLog(): { resume(): void };
  /** Starts ingestion anew, as a new process would: only log and database remember anything. */
  restart(options?: { freshLog?: boolean }): Promise<void>;
  remove(): Promise<void>;
};

/** A URL at which no server listens, for tests without a database. */
const noDatabaseUrl = 'postgres://api:api@127.0.0.1:1/nothing';
const jwtSecret = 'a secret of these tests alone';
const hmacSecret = 'another secret of these tests alone';
const adminId = randomUUID();

const tenants = [
  tenantOf(randomUUID(), adminId, { live: 1, test: 2 }, 'active'),
  demandingUserHash(tenantOf(randomUUID(), randomUUID(), { live: 3, test: 4 }, 'active')),
  tenantOf(randomUUID(), adminId, { live: 5, test: 6 }, 'suspended'),
] as const;
const keys = {
  write: 'rk_live_write',
  read: 'rk_live_read',
  test: 'rk_test_write',
  foreign: 'rk_live_foreign',
  suspended: 'rk_live_suspended',
};
const apiKeys: Record<string, ApiKey> = {
  [keys.write]: keyOf(tenants[0], 'live', 'read_write'),
  [keys.read]: keyOf(tenants[0], 'live', 'read'),
  [keys.test]: keyOf(tenants[0], 'test', 'read_write'),
  [keys.foreign]: keyOf(tenants[1], 'live', 'read_write'),
  [keys.suspended]: keyOf(tenants[2], 'live', 'read_write'),
};

const revoked = new Set<string>();
const directory: AccessDirectory = {
  authenticateKey(text) {
    const key = revoked.has(text) ? undefined : apiKeys[text];
    const tenant = tenants.find(({ tenantId }) => tenantId === key?.tenantId);
    if (key === undefined || tenant === undefined) return { ok: false, reason: 'unknown' };
    return tenant.status === 'suspended' ? { ok: false, reason: 'suspended' } : { ok: true, key, tenant };
  },
  tenant: (id) => tenants.find(({ tenantId }) => tenantId === id),
  tenantOfScope: (scope) => tenants.find(({ scopes }) => scopes.live === scope || scopes.test === scope),
  configVersion: () => '1',
};

/** Opens it on a free port, with a log in a folder of its own. */
export async function openIngestApp(
  options: {
    databaseUrl?: string;
    synchronous?: 'full' | 'off';
    sharedHint?: SharedHint;
    sharedServerTimes?: SharedServerTimes;
    /** Long in tests of the outcome of a write, so that none of them depends on the machine's speed. */
    outcomeWaitMs?: number;
    appendLimits?: AppendQueueLimits;
    /** Decides what is refused; left out, nothing is. */
    overload?: Overload;
    whenCalm?: () => Promise<void>;
  } = {},
): Promise<IngestApp> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-ingest-'));
  let logs = 0;
  let log: EmbeddedLog;
  let appends: AppendQueue;
  let stall = Promise.resolve();
  let database: Database;
  let live: OpenLiveCatalog;
  let server: FastifyInstance;
  let metrics: Metrics;
  let url = '';

  async function open(): Promise<void> {
    log = await openEmbeddedLog({
      dir: join(dir, `log-${logs}`),
      role: 'writer',
      synchronous: options.synchronous ?? 'off',
    });
    appends = createAppendQueue(
      { append: (topic, records) => stall.then(() => log.append(topic, records)) },
      options.appendLimits ?? { maxBytes: 64 << 20, deadlineMs: 60_000 },
    );
    database = openDatabase({ url: options.databaseUrl ?? noDatabaseUrl, max: 4, applicationName: 'ingest-test' });
    metrics = createMetrics();
    const logger = createSilentLogger();
    // Some tests close the log under it.
    live = await openLiveCatalog({ log, logger, onLost: () => {} });
    const { get } = live.catalog;
    const catalog = { has: (_scope: Scope, productId: string) => productId !== 'unheard-of', get };
    const { sharedHint, sharedServerTimes, outcomeWaitMs } = options;
    const routes = ingestRoutes({
      log,
      appends,
      database,
      searchDatabase: database,
      directory,
      catalog,
      sharedHint,
      sharedServerTimes,
      outcomeWaitMs,
      whenCalm: options.whenCalm,
      userHashes: createUserHashes(hmacSecret),
      metrics,
      logger,
      now: Date.now,
    });
    server = createServer({
      routes,
      directory,
      jwtSecret,
      internalApiKey: 'internal',
      isTokenRevoked: async () => false,
      logger,
      metrics,
      overload: options.overload,
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }
  async function close(): Promise<void> {
    await server.close();
    await live.close();
    await log.close();
    await database.close();
  }

  await open();
  return {
    get url() {
      return url;
    },
    get log() {
      return log;
    },
    get appends() {
      return appends;
    },
    get database() {
      return database;
    },
    keys,
    tenantId: tenants[0].tenantId,
    foreignTenantId: tenants[1].tenantId,
    suspendedTenantId: tenants[2].tenantId,
    scope: tenants[0].scopes.live,
    adminToken: signAccessToken(jwtSecret, { adminId, role: 'admin' }, 3_600),
    trackingToken: (change = {}) => createTrackingToken({ ...plainClaims(), ...change }, sign),
    foreignUserHash: (userId) =>
      createHmac('sha256', createUserHashes(hmacSecret).secretOf(tenants[1].tenantId, 1)).update(userId).digest('hex'),
    async metric(name) {
      const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
      return values[0]?.value ?? 0;
    },
    connections: () => promisify(server.server.getConnections.bind(server.server))(),
    revokeKey(key) {
      revoked.add(key);
      return { restore: () => revoked.delete(key) };
    },
    closeLog: () => log.close(),
    stallLog() {
      const { promise, resolve } = Promise.withResolvers<void>();
      stall = promise;
      return { resume: resolve };
    },
    async restart({ freshLog = false } = {}) {
      await close();
      if (freshLog) logs += 1;
      await open();
    },
    async remove() {
      await close();
      rmSync(dir, { recursive: true });
    },
  };
}

function demandingUserHash(tenant: Tenant): Tenant {
  return { ...tenant, config: { ...tenant.config, requireUserHash: true }, userHashGeneration: 1 };
}

const { sign } = createTrackingSignature(jwtSecret);
const plainClaims = (): TrackingClaims => ({
  scope: tenants[0].scopes.live,
  userId: 'ada',
  placementId: 'home',
  strategy: 'trending_fallback',
  arm: null,
  productIds: ['mug', 'pan'],
  exposureId: Buffer.alloc(16, 7),
  expiresAtMs: Date.now() + trackingTokenMs,
});

function tenantOf(tenantId: string, owner: string, scopes: Record<Space, Scope>, status: TenantStatus): Tenant {
  const at = new Date(0);
  return {
    tenantId,
    adminId: owner,
    name: 'Shop',
    status,
    scopes,
    userHashGeneration: 0,
    userHashRotatedAt: null,
    createdAt: at,
    updatedAt: at,
    config: {
      defaultStrategy: 'collaborative',
      allowedOrigins: [],
      cacheTtlSeconds: 300,
      publicTracking: true,
      requireUserHash: false,
      placeholderUserIds: ['guest'],
      eventNames: [
        { name: 'Looked Closely', takenAs: 'product_viewed' },
        { name: 'Bought It', takenAs: 'purchase' },
        { name: 'Song Played', takenAs: 'ignore' },
      ],
      excludePurchased: true,
      exploration: 0,
      currency: 'EUR',
      timeZone: 'UTC',
      strategies: {
        ...defaultTenantConfig.strategies,
        collaborative: { minUsers: 1, minEventsPerUser: 1, minUserWeight: 1 },
        content_based: { minProducts: 1 },
        frequently_bought_together: { minOrders: 1, minSupport: 1 },
      },
    },
  };
}

function keyOf(tenant: Tenant, space: Space, permissions: ApiKey['permissions']): ApiKey {
  return {
    keyId: randomUUID(),
    tenantId: tenant.tenantId,
    scope: tenant.scopes[space],
    space,
    permissions,
    readsPerMinute: 1_000_000_000,
    writesPerMinute: 1_000_000_000,
  };
}
