import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { BusyHour, BusyHoursMeta } from '#schemas/http/models.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { recordOf } from '#testing/facts.ts';
import { directoryOf, type ModelsServer, openModelsServer, tenantOfTests, tokenOf } from '#testing/models-server.ts';
import { plainEvent } from '#testing/plain.ts';
import { busyHoursRoute } from './busy-hours-route.ts';

const made = tenantOfTests();
let tenant = made;
let server: ModelsServer;

before(async () => {
  const directory = directoryOf(() => [tenant]);
  server = await openModelsServer(directory, (read) => [
    busyHoursRoute({ directory, models: { shardsOf: (scope) => read.models.shardsOf(scope) } }),
  ]);
  const hour = (userId: string, count: number) =>
    Array.from({ length: count }, (_, n) => {
      const id = Buffer.alloc(16, userId);
      id.writeUInt32BE(n, 12);
      return recordOf(plainEvent({ id, userId, productId: `p${n % 50}`, timestampMs: 7 * 3_600_000 + n }));
    });
  await server.log.append('events', [...hour('bot', 1_001), ...hour('fan', 201), ...hour('person', 200)]);
  await caughtUp(server.models);
});
after(() => server.close());

async function ask(query = '', by = tenant.adminId) {
  const url = `/api/v1/tenants/${tenant.tenantId}/busy-hours${query}`;
  return server.app.inject({ url, headers: { authorization: `Bearer ${tokenOf(by)}` } });
}
const hours = async (query = ''): Promise<{ data: BusyHour[]; meta: BusyHoursMeta }> => (await ask(query)).json();
const hour = new Date(7 * 3_600_000).toISOString();
const bot = { userId: 'bot', hour, events: 1_001, counted: 50, isLeftOut: true };
const fan = { userId: 'fan', hour, events: 201, counted: 50, isLeftOut: false };

test('hours of more than 200 events are told, the busiest first, with what the setting leaves out; after a restart too', async () => {
  for (const known of ['as folded', 'as restored']) {
    const { data, meta } = await hours();
    assert.deepEqual(data, [bot, fan], known);
    assert.deepEqual([meta.total, meta.maxHourlyEvents, meta.leftOut], [2, 1_000, 1]);
    await server.restart();
  }
  assert.deepEqual((await hours('?limit=1&offset=1')).data, [fan]);
  assert.deepEqual((await hours('?space=test')).data, [], 'control: another space');
});

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
