import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminLimitOf, readsPerAccount, writesPerAccount } from '#schemas/admin-limits.ts';
import { type ApiApp, openApiApp } from './api-app.ts';
import { readOperations } from './http-operations.ts';
import { ask, createShop, type Shop } from './shop.ts';

let app: ApiApp;
let shop: Shop;

before(async () => {
  app = await openApiApp();
  shop = await createShop(app.url);
});
after(() => app.remove());

const nowhere = '00000000-0000-4000-8000-000000000000';

/** The limit that the answer to a request names; null if it names none. The ids in it are of nothing, so that nothing is changed. */
async function limitTold(method: string, path: string, token: string | null): Promise<string | null> {
  const url = app.url + path.replaceAll(/\{\w+\}/g, nowhere);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers });
  await response.body?.cancel();
  return response.headers.get('ratelimit-limit');
}

test('every request of an admin counts against a limit of the account, and its contract says 429', async () => {
  const operations = (await readOperations(app.url)).filter(({ schemes }) => schemes.includes('adminToken'));
  for (const path of ['/api/v1/tenants', '/api/v1/tenants/{id}/api-keys', '/api/v1/tenants/{id}/replays'])
    for (const method of ['GET', 'POST'])
      assert.ok(
        operations.some((one) => one.path === path && one.method === method),
        `the walk finds ${method} ${path}`,
      );
  assert.equal(operations.length, app.routes.filter((route) => adminLimitOf(route) !== null).length);
  const { body: document } = await ask(`${app.url}/openapi.json`);
  for (const { method, path } of operations) {
    const what = `${method} ${path}`;
    const limit = method === 'GET' ? readsPerAccount : writesPerAccount;
    assert.equal(await limitTold(method, path, shop.adminToken), String(limit), what);
    assert.ok(document.paths[path][method.toLowerCase()].responses['429'], what);
  }
  assert.equal(await limitTold('GET', '/api/v1/tenants', null), null, 'control: nobody');
});
