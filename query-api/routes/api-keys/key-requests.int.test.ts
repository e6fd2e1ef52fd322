import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApiKey } from '#domain/access/tenant.ts';
import { openKeyUsage } from '#stores/control/key-usage.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let shop: Shop;
const patienceMs = 60_000;
const sweepMs = 20;

before(async () => {
  app = await openApiApp();
  shop = await createShop(app.url);
});
after(() => app.remove());

const get = async (rest: string): Promise<Json> =>
  (await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/${rest}`, { token: shop.adminToken })).body.data;
const listed = async (name: string): Promise<Json> =>
  (await get('api-keys')).find((key: { name: string }) => key.name === name);
function keyOf(sent: string): ApiKey {
  const found = app.directory.authenticateKey(sent);
  assert.ok(found.ok);
  return found.key;
}
const unexpected = (error: unknown): never => assert.fail(String(error));

test('what all instances have answered a key in the last day is told of it, and of no other', async () => {
  const [one, another] = [openKeyUsage(app.database, unexpected), openKeyUsage(app.database, unexpected)];
  const key = keyOf(shop.testKey);
  for (const status of [200, 200, 202, 429]) one.count(key, status);
  for (const status of [200, 400, 500]) another.count(key, status);
  await one.close();
  await another.close();
  assert.deepEqual((await listed('read_write test')).lastDay, { requests: 7, refused: 2, limited: 1 });
  assert.deepEqual((await listed('read_write live')).lastDay, { requests: 0, refused: 0, limited: 0 }, 'control');
  await app.owner.query(`UPDATE key_requests SET hour = hour - interval '24 hours' WHERE key_id = $1`, [key.keyId]);
  assert.deepEqual((await listed('read_write test')).lastDay, { requests: 0, refused: 0, limited: 0 }, 'a day later');
});

test('hours of more than two days ago are dropped with the next write', async () => {
  const key = keyOf(shop.testKey);
  await app.owner.query(`UPDATE key_requests SET hour = now() - interval '49 hours' WHERE key_id = $1`, [key.keyId]);
  const usage = openKeyUsage(app.database, unexpected);
  usage.count(key, 200);
  await usage.close();
  const { rows } = await app.owner.query<{ requests: number }>('SELECT requests FROM key_requests WHERE key_id = $1', [
    key.keyId,
  ]);
  assert.deepEqual(
    rows.map(({ requests }) => requests),
    [1],
  );
});

test('a key that was not used for two hours is forgotten, and what was counted of it stays', async () => {
  const key = keyOf(shop.writeKey);
  const startMs = Date.now();
  let nowMs = startMs;
  const usage = openKeyUsage(app.database, unexpected, () => nowMs, sweepMs);
  usage.note(key);
  usage.count(key, 200);
  const isWritten = async () => {
    const { rowCount } = await app.owner.query('SELECT FROM key_requests WHERE key_id = $1 AND hour = $2', [
      key.keyId,
      new Date(startMs - (startMs % 3_600_000)),
    ]);
    return rowCount === 1;
  };
  await waitFor(isWritten, () => 'the hour is written', patienceMs);
  assert.equal(usage.size, 1, 'control: within two hours it is remembered');
  nowMs += 2 * 3_600_000;
  await waitFor(
    async () => usage.size === 0,
    () => 'the key is forgotten',
    patienceMs,
  );
  await usage.close();
  assert.ok(await isWritten());
});

test('requests with a key are counted by the server, also those that it may not make, of which the audit trail tells', async () => {
  const read = () => ask(`${app.url}/api/v1/catalog`, { token: shop.readKey });
  const write = () => ask(`${app.url}/api/v1/events`, { token: shop.readKey, body: {} });
  assert.deepEqual([(await read()).status, (await write()).status], [200, 403]);
  await waitFor(
    async () => (await listed('read live')).lastDay.requests === 2,
    () => 'both requests to be counted',
    patienceMs,
  );
  assert.deepEqual((await listed('read live')).lastDay, { requests: 2, refused: 1, limited: 0 });
  const acts = await get('audit?action=api_key.refused');
  assert.deepEqual(
    acts.map(({ subjectId, adminId, detail }: Json) => [subjectId, adminId, detail]),
    [[keyOf(shop.readKey).keyId, null, { name: 'read live', requests: 1 }]],
  );
  assert.ok(!JSON.stringify(acts).includes(keyOf(shop.writeKey).keyId), 'control');
});

test('the audit trail tells once an hour how often a key was used for what it may not do, and the rest at the end', async () => {
  const key = keyOf(shop.testKey);
  let nowMs = Date.now();
  const usage = openKeyUsage(app.database, unexpected, () => nowMs, sweepMs);
  const refuse = (count: number) => {
    for (let n = 0; n < count; n++) usage.count(key, 403);
  };
  const told = async () =>
    (await get('audit?action=api_key.refused'))
      .filter(({ subjectId }: Json) => subjectId === key.keyId)
      .map(({ detail }: Json) => detail.requests)
      .reverse();
  const untilTold = (count: number) =>
    waitFor(
      async () => (await told()).length === count,
      () => `${count} acts`,
      patienceMs,
    );
  refuse(1);
  await untilTold(1);
  refuse(3);
  nowMs += 59 * 60_000;
  usage.note(key);
  const isUsed = async () => (await listed('read_write test')).lastUsedAt === new Date(nowMs).toISOString();
  await waitFor(isUsed, () => 'what is known of it is written', patienceMs);
  assert.deepEqual(await told(), [1], 'within the hour');
  nowMs += 60_000;
  await untilTold(2);
  // A clock that is set back is not waited for.
  nowMs -= 24 * 3_600_000;
  refuse(5);
  await untilTold(3);
  refuse(2);
  await usage.close();
  assert.deepEqual(await told(), [1, 3, 5, 2]);
});
