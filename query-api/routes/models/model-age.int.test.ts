import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { signAccessToken } from '#runtime/http/access-token.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import type { ModelAge } from '#schemas/http/models.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { recordOf } from '#testing/facts.ts';
import { plainEvent } from '#testing/plain.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { modelAgeRoute } from './model-age-route.ts';

const jwtSecret = 'jwt secret of these tests alone';
const adminId = randomUUID();
const tenant: Tenant = {
  ...{ tenantId: randomUUID(), adminId, name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
  ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
  config: defaultTenantConfig,
};

let dir: string;
let log: EmbeddedLog;
let models: LiveModels;
let app: FastifyInstance;
let events = 0;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-model-age-'));
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  const logger = createSilentLogger();
  models = await openLiveModels({ log, snapshotDir: join(dir, 'snapshots'), logger, onLost: console.error });
  const directory = {
    authenticateKey: () => ({ ok: false, reason: 'unknown' }) as const,
    tenant: (id: string) => (id === tenant.tenantId ? tenant : undefined),
    tenantOfScope: () => tenant,
    configVersion: () => '1',
  };
  app = createServer({
    routes: [modelAgeRoute({ directory, log, models, now: Date.now })],
    ...{ directory, jwtSecret, internalApiKey: 'internal', isTokenRevoked: async () => false },
    ...{ logger, metrics: createMetrics() },
  });
});
after(async () => {
  await app.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

async function ask(token = signAccessToken(jwtSecret, { adminId, role: 'admin' }, 600)) {
  const url = `/api/v1/tenants/${tenant.tenantId}/models`;
  return app.inject({ url, headers: { authorization: `Bearer ${token}` } });
}
const age = async (): Promise<ModelAge> => (await ask()).json().data;
const append = (count: number) =>
  log.append(
    'events',
    Array.from({ length: count }, () => {
      events += 1;
      const id = Buffer.alloc(16, events);
      return recordOf(plainEvent({ id, userId: `shopper ${events}`, timestampMs: Date.now() }));
    }),
  );

test('models that have read all of the log know everything until now; what comes after their end is what they are behind', async () => {
  const empty = await age();
  await append(3);
  await caughtUp(models);
  const askedAtMs = Date.now();
  const fresh = await age();
  assert.equal(fresh.behind, 0);
  assert.ok(Date.parse(fresh.knownUntil) >= askedAtMs);
  assert.ok(fresh.version > empty.version);
  assert.equal(fresh.catalogChangedAt, null);

  await models.close();
  const beforeMs = Date.now();
  await append(2);
  const afterMs = Date.now();
  const stale = await age();
  assert.equal(stale.behind, 2);
  const knownUntilMs = Date.parse(stale.knownUntil);
  assert.ok(knownUntilMs >= beforeMs && knownUntilMs <= afterMs, 'the first that waits came then');
  assert.equal(stale.version, fresh.version);
  const ofEvents = ({ positions }: ModelAge) =>
    positions.filter(({ topic }) => topic === 'events').map(({ offset }) => offset);
  assert.deepEqual(ofEvents(stale), ofEvents(fresh), 'they stand where they stood');
});

test("another admin's question is a 404", async () => {
  assert.equal((await ask()).statusCode, 200, 'control');
  assert.equal((await ask(signAccessToken(jwtSecret, { adminId: randomUUID(), role: 'admin' }, 600))).statusCode, 404);
});
