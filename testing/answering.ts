import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { NewRecord } from '#log/event-log.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { createAnswerer } from '#query-api/routes/recommendations/answer-question.ts';
import { recommendationRoutes } from '#query-api/routes/recommendations/recommendation-routes.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { caughtUp } from './caught-up.ts';
import { noPast, plainControl, plainEvent, plainItem } from './plain.ts';

/** What answers questions, in this process alone: the real routes, models and log, without Postgres; nothing comes from the cache. */
export type Answering = {
  log: EmbeddedLog;
  /** Asks for 8 products for the n-th shopper, and throws if the answer is no 200. */
  ask(n: number): Promise<void>;
  /** Sends a request to a path below `/api/v1/recommendations`, a POST if it has a body, and throws if the answer is no 200. */
  send(path: string, body?: object): Promise<void>;
  /** Resolves when the models have read all of the log. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
};

export type AnsweringOptions = {
  shoppers: number;
  items: number;
  events: number;
  /** Of the log; `full` if left out. */
  synchronous?: 'full' | 'off';
  /** Called with each answer. */
  record(exposure: Exposure): void;
};

const scopes = { live: 1, test: 2 };
const recordsAtOnce = 1_000;
const catchUpTimeoutMs = 60_000;
/** Seldom, since looking costs CPU, and that is measured. */
const lookEveryMs = 100;

export async function openAnswering(options: AnsweringOptions): Promise<Answering> {
  const { items, events, synchronous = 'full' } = options;
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-answering-'));
  const log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous });
  const logger = createSilentLogger();
  const metrics = createMetrics();
  const models = await openLiveModels({ log, snapshotDir: join(dir, 'snapshots'), logger, onLost: console.error });
  const untilCaughtUp = () => caughtUp(models, catchUpTimeoutMs, lookEveryMs);
  await log.append(
    'catalog',
    Array.from({ length: items }, (_, n) => itemOf(n)),
  );
  for (let first = 0; first < events; first += recordsAtOnce)
    await log.append(
      'events',
      Array.from({ length: Math.min(recordsAtOnce, events - first) }, (_, n) => viewOf(first + n, options)),
    );
  await untilCaughtUp();
  const { directory } = createTenant();
  const app = createServer({
    routes: recommendationRoutes({
      answer: createAnswerer({
        ...{ models, metrics, trackingSecret: 's', now: Date.now, control: plainControl },
        cache: createAnswerCache(),
      }),
      ...{ directory, record: options.record, userHashes: { mayName: () => true }, countRequests: () => {} },
      answerAsOf: noPast,
    }),
    ...{ directory, jwtSecret: 's', internalApiKey: 'i', isTokenRevoked: async () => false, logger, metrics },
  });
  const headers = { authorization: 'Bearer rk_live_x' };
  const send: Answering['send'] = async (path, payload) => {
    const url = `/api/v1/recommendations${path}`;
    const sent = payload === undefined ? { url } : { url, method: 'POST' as const, payload };
    const { statusCode } = await app.inject({ ...sent, headers });
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
  };
  return {
    log,
    ask: (n) => send(`?userId=u${n % options.shoppers}&limit=8`),
    send,
    caughtUp: untilCaughtUp,
    async close() {
      await app.close();
      await models.close();
      await log.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function viewOf(n: number, { shoppers, items }: Pick<AnsweringOptions, 'shoppers' | 'items'>): NewRecord {
  const id = createHash('sha256').update(String(n)).digest().subarray(0, 16);
  const [userId, productId] = [`u${n % shoppers}`, `p${(n * 7) % items}`];
  const nowMs = Date.now();
  const event = plainEvent({ id, userId, productId, timestampMs: nowMs - (n % 3_600_000), receivedAtMs: nowMs });
  return { key: eventKey(1, userId), value: encodeEvent(event) };
}

function itemOf(n: number): NewRecord {
  const item = plainItem({ productId: `p${n}`, name: `Thing ${n}`, priceE4: 10_000n });
  const change = { scope: 1, productId: item.productId, op: 'put', item, receivedAtMs: 0, createdAtMs: null } as const;
  return { key: catalogKey(1, item.productId), value: encodeCatalogChange(change) };
}

/** A tenant whose answers are not cached, and a directory that knows its one key. */
function createTenant(): { directory: AccessDirectory } {
  const tenant: Tenant = {
    ...{ tenantId: randomUUID(), adminId: randomUUID(), name: 'Shop', status: 'active', scopes },
    ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
    config: { ...defaultTenantConfig, cacheTtlSeconds: 0 },
  };
  const key: ApiKey = {
    ...{ keyId: randomUUID(), tenantId: tenant.tenantId, scope: 1, space: 'live', permissions: 'read' },
    ...{ readsPerMinute: 1e9, writesPerMinute: 1e9 },
  };
  return {
    directory: {
      authenticateKey: () => ({ ok: true, key, tenant }),
      tenant: () => tenant,
      tenantOfScope: () => tenant,
      configVersion: () => '1',
    },
  };
}
