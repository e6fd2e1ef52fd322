import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isAdminWrite, perAccount } from '#schemas/admin-write-limit.ts';
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

/** The limit that the answer to a request of an admin names; null if it names none. The ids in it are of nothing, so that nothing is changed. */
async function limitTold({ method, path }: { method: string; path: string }): Promise<string | null> {
  const url = app.url + path.replaceAll(/\{\w+\}/g, nowhere);
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${shop.adminToken}` } });
  await response.body?.cancel();
  return response.headers.get('ratelimit-limit');
}

test('every write of an admin counts against the limit of the account, and its contract says 429', async () => {
  const operations = (await readOperations(app.url)).filter(({ schemes }) => schemes.includes('adminToken'));
  const writes = operations.filter(({ method }) => method !== 'GET');
  for (const path of ['/api/v1/tenants', '/api/v1/tenants/{id}/api-keys', '/api/v1/tenants/{id}/replays'])
    assert.ok(
      writes.some((one) => one.path === path),
      `the walk finds ${path}`,
    );
  assert.equal(writes.length, app.routes.filter(isAdminWrite).length);
  for (const write of writes) assert.equal(await limitTold(write), String(perAccount), `${write.method} ${write.path}`);
  const { body: document } = await ask(`${app.url}/openapi.json`);
  for (const { method, path } of writes)
    assert.ok(document.paths[path][method.toLowerCase()].responses['429'], `${method} ${path}`);
  const reads = operations.filter(({ method, path }) => method === 'GET' && path.endsWith('/api-keys'));
  for (const read of reads) assert.equal(await limitTold(read), null, `control: ${read.path} is read`);
  assert.ok(reads.length > 0);
});
