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
import type { BusyHour, BusyHoursMeta } from '#schemas/http/models.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { recordOf } from '#testing/facts.ts';
import { plainEvent } from '#testing/plain.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { busyHoursRoute } from './busy-hours-route.ts';

const jwtSecret = 'jwt secret of these tests alone';
const adminId = randomUUID();
const made: Tenant = {
  ...{ tenantId: randomUUID(), adminId, name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
  ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
  config: defaultTenantConfig,
};
let tenant = made;
let dir: string;
let log: EmbeddedLog;
let models: LiveModels;
let app: FastifyInstance;

const openModels = () =>
  openLiveModels({ log, snapshotDir: join(dir, 'snapshots'), logger: createSilentLogger(), onLost: console.error });

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-busy-hours-'));
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  models = await openModels();
  const directory = {
    authenticateKey: () => ({ ok: false, reason: 'unknown' }) as const,
    tenant: (id: string) => (id === tenant.tenantId ? tenant : undefined),
    tenantOfScope: () => tenant,
    configVersion: () => '1',
  };
  app = createServer({
    routes: [busyHoursRoute({ directory, models: { shardsOf: (scope) => models.shardsOf(scope) } })],
    ...{ directory, jwtSecret, internalApiKey: 'internal', isTokenRevoked: async () => false },
    ...{ logger: createSilentLogger(), metrics: createMetrics() },
  });
  const hour = (userId: string, count: number) =>
    Array.from({ length: count }, (_, n) => {
      const id = Buffer.alloc(16, userId);
      id.writeUInt32BE(n, 12);
      return recordOf(plainEvent({ id, userId, productId: `p${n % 50}`, timestampMs: 7 * 3_600_000 + n }));
    });
  await log.append('events', [...hour('bot', 1_001), ...hour('fan', 201), ...hour('person', 200)]);
  await caughtUp(models);
});
after(async () => {
  await app.close();
  await models.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

async function ask(query = '', by = adminId) {
  const url = `/api/v1/tenants/${tenant.tenantId}/busy-hours${query}`;
  const headers = { authorization: `Bearer ${signAccessToken(jwtSecret, { adminId: by, role: 'admin' }, 600)}` };
  return app.inject({ url, headers });
}
const hours = async (query = ''): Promise<{ data: BusyHour[]; meta: BusyHoursMeta }> => (await ask(query)).json();
const hour = new Date(7 * 3_600_000).toISOString();
const bot = { userId: 'bot', hour, events: 1_001, counted: 50, isLeftOut: true };
const fan = { userId: 'fan', hour, events: 201, counted: 50, isLeftOut: false };

test('hours of more than 200 events are told, the busiest first, with what the setting leaves out; after a restart too', async () => {
  for (const models of ['as folded', 'as restored'] as const) {
    const { data, meta } = await hours();
    assert.deepEqual(data, [bot, fan], models);
    assert.deepEqual([meta.total, meta.maxHourlyEvents, meta.leftOut], [2, 1_000, 1]);
    await restart();
  }
  assert.deepEqual((await hours('?limit=1&offset=1')).data, [fan]);
  assert.deepEqual((await hours('?space=test')).data, [], 'control: another space');
});

async function restart(): Promise<void> {
  await models.close();
  models = await openModels();
  await caughtUp(models);
}

test('what is left out follows the setting at once, back and forth', async () => {
  const { trending } = defaultTenantConfig.strategies;
  const leftOutBy = async (maxHourlyEvents: number) => {
    const strategies = { ...defaultTenantConfig.strategies, trending: { ...trending, maxHourlyEvents } };
    tenant = { ...made, config: { ...defaultTenantConfig, strategies } };
    return (await hours()).data.filter(({ isLeftOut }) => isLeftOut).map(({ userId }) => userId);
  };
  assert.deepEqual(await leftOutBy(1_001), []);
  assert.deepEqual(await leftOutBy(200), ['bot', 'fan']);
  assert.deepEqual(await leftOutBy(1_000), ['bot']);
});

test("another admin's question is a 404", async () => {
  assert.equal((await ask()).statusCode, 200, 'control');
  assert.equal((await ask('', randomUUID())).statusCode, 404);
});
