import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop } from '#testing/shop.ts';

let app: ApiApp;
before(async () => {
  app = await openApiApp();
});
after(() => app.remove());

test('a log that takes nothing refuses a demo plainly, and leaves no tenant behind', async () => {
  const { adminToken: token } = await createShop(app.url);
  const other = await createShop(app.url);
  const press = (by: string) => ask(`${app.url}/api/v1/tenants/demo`, { token: by, method: 'POST' });
  const tenantsOf = async (by: string) => (await ask(`${app.url}/api/v1/tenants`, { token: by })).body.meta.total;
  assert.equal((await press(other.adminToken)).status, 202, 'control: the log takes it');
  assert.equal(await tenantsOf(other.adminToken), 2, 'control');

  await app.log.close();
  const refused = await press(token);
  assert.equal(refused.status, 503);
  assert.match(refused.body.detail, /takes nothing just now/);
  await app.directory.refresh();
  assert.equal(await tenantsOf(token), 1);
});
