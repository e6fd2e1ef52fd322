import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let shop: Shop;
before(async () => {
  app = await openApiApp();
  shop = await createShop(app.url);
});
after(() => app.remove());

const tenant = () => `${app.url}/api/v1/tenants/${shop.tenantId}`;
const makeSecret = (headers: Record<string, string> = {}) =>
  ask(`${tenant()}/user-hash-secret`, { method: 'POST', token: shop.adminToken, headers });

test('each secret is another one, of which the tenant keeps the number alone, and the audit trail says that it was made', async () => {
  const [first, second] = [await makeSecret(), await makeSecret()];
  assert.deepEqual([first.status, first.body.data.generation, second.body.data.generation], [201, 1, 2]);
  assert.notEqual(first.body.data.secret, second.body.data.secret);
  assert.equal(app.directory.tenant(shop.tenantId)?.userHashGeneration, 2, 'in force once it is answered');
  const { rows } = await app.owner.query<{ row: string }>(
    'SELECT t::text AS row FROM tenants t UNION ALL SELECT a::text FROM audit_log a',
  );
  assert.ok(rows.every(({ row }) => !row.includes(first.body.data.secret) && !row.includes(second.body.data.secret)));
  assert.equal(rows.filter(({ row }) => row.includes('tenant.user_hash_rotated')).length, 2);
});

test('a retry with its Idempotency-Key makes no other secret; a suspended tenant makes none', async () => {
  const headers = { 'idempotency-key': 'secret-once' };
  const [first, again] = [await makeSecret(headers), await makeSecret(headers)];
  assert.deepEqual([again.status, again.body.data], [201, first.body.data]);
  await ask(tenant(), { method: 'PUT', token: shop.adminToken, body: { status: 'suspended' } });
  assert.equal((await makeSecret()).status, 403);
});
