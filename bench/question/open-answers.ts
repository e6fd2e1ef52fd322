import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { noPast, plainControl } from '#testing/plain.ts';

/** The routes of one checkout that answer questions, over its models and log, in this process and without Postgres and sockets. Nothing comes from the cache. */
export type Answers = {
  readonly name: string;
  /** Returns the body of the answer; throws if it is no 200. */
  ask(query: string): Promise<string>;
  close(): Promise<void>;
};

/** `folder`: the checkout, whose modules import each other and none of this one's. `rules` are those of their placement, in a checkout that knows rules. */
export async function openAnswers(
  name: string,
  folder: string,
  { items, events, rules }: { items: readonly CatalogItem[]; events: Iterable<ShopEvent>; rules: PlacementRules },
): Promise<Answers> {
  const load = (path: string) => import(join(resolve(folder), path));
  const [codec, logs, lives, answerers, routes, servers, loggers, meters, caches, tenants] = (await Promise.all(
    [
      'log/codec.ts',
      'log/embedded/open-embedded-log.ts',
      'query-api/live-models/open-live-models.ts',
      'query-api/routes/recommendations/answer-question.ts',
      'query-api/routes/recommendations/recommendation-routes.ts',
      'runtime/http/create-server.ts',
      'runtime/logger.ts',
      'runtime/metrics.ts',
      'stores/answers/answer-cache.ts',
      'domain/access/default-tenant-config.ts',
    ].map(load),
  )) as [
    typeof import('#log/codec.ts'),
    typeof import('#log/embedded/open-embedded-log.ts'),
    typeof import('#query-api/live-models/open-live-models.ts'),
    typeof import('#query-api/routes/recommendations/answer-question.ts'),
    typeof import('#query-api/routes/recommendations/recommendation-routes.ts'),
    typeof import('#runtime/http/create-server.ts'),
    typeof import('#runtime/logger.ts'),
    typeof import('#runtime/metrics.ts'),
    typeof import('#stores/answers/answer-cache.ts'),
    typeof import('#domain/access/default-tenant-config.ts'),
  ];
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-questions-'));
  const log = await logs.openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer' });
  const logger = loggers.createSilentLogger();
  const metrics = meters.createMetrics();
  const models = await lives.openLiveModels({
    ...{ log, snapshotDir: join(dir, 'snapshots'), logger, onLost: console.error },
  });
  await log.append(
    'catalog',
    items.map((item) => {
      const { productId } = item;
      const change = { scope: 1, productId, op: 'put', item, receivedAtMs: 0, createdAtMs: 0 } as const;
      return { key: codec.catalogKey(1, productId), value: codec.encodeCatalogChange(change) };
    }),
  );
  const recordOf = (event: ShopEvent) => ({ key: codec.eventKey(1, event.userId), value: codec.encodeEvent(event) });
  let records = [];
  for (const event of events) {
    records.push(recordOf(event));
    if (records.length < 1_000) continue;
    await log.append('events', records);
    records = [];
  }
  await log.append('events', records);
  await caughtUp(models, 600_000, 100);
  // It is made in turns of the event loop, and injected requests leave it none.
  while (models.catalog.content(1) === null) await nextTurn();
  const directory = directoryOf(tenants.defaultTenantConfig);
  const control = {
    ...plainControl,
    rulesAt: (_tenantId: string, placementId: string) => (placementId === rules.placementId ? rules : undefined),
  };
  const app = servers.createServer({
    routes: routes.recommendationRoutes({
      answer: answerers.createAnswerer({
        ...{ models, metrics, trackingSecret: 's', now: Date.now, control },
        cache: caches.createAnswerCache(),
      }),
      ...{ directory, record() {}, userHashes: { mayName: () => true }, countRequests() {} },
      answerAsOf: noPast,
    }),
    ...{ directory, jwtSecret: 's', internalApiKey: 'i', isTokenRevoked: async () => false, logger, metrics },
  });
  const headers = { authorization: 'Bearer rk_live_x' };
  return {
    name,
    async ask(query) {
      const { statusCode, payload } = await app.inject({ url: `/api/v1/recommendations?${query}`, headers });
      if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${payload}`);
      return payload;
    },
    async close() {
      await app.close();
      await models.close();
      await log.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Knows one tenant, whose answers are not cached, and its one key. */
function directoryOf(config: Tenant['config']): AccessDirectory {
  const tenant: Tenant = {
    ...{ tenantId: randomUUID(), adminId: randomUUID(), name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
    ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
    config: { ...config, cacheTtlSeconds: 0 },
  };
  const key: ApiKey = {
    ...{ keyId: randomUUID(), tenantId: tenant.tenantId, scope: 1, space: 'live', permissions: 'read' },
    ...{ readsPerMinute: 1e9, writesPerMinute: 1e9 },
  };
  return {
    authenticateKey: () => ({ ok: true, key, tenant }),
    tenant: () => tenant,
    tenantOfScope: () => tenant,
    configVersion: () => '1',
  };
}
