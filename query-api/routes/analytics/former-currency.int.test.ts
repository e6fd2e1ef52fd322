import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnalyticsApp, openAnalyticsApp } from '#testing/analytics-app.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let open: AnalyticsApp;

before(async () => {
  open = await openAnalyticsApp();
});
after(() => open.close());

const hourMs = 3_600_000;

const askShop = (shop: Shop, path: string) =>
  ask(`${open.app.url}/api/v1/tenants/${shop.tenantId}/${path}`, { token: shop.adminToken });

async function startExperiment(shop: Shop, placementId = 'home'): Promise<string> {
  const url = `${open.app.url}/api/v1/tenants/${shop.tenantId}/experiments`;
  const settings = { name: placementId, placementId, controlStrategy: 'trending', variantStrategy: 'collaborative' };
  const { id } = (await ask(url, { token: shop.adminToken, body: settings })).body.data;
  assert.equal((await ask(`${url}/${id}/start`, { token: shop.adminToken, method: 'POST' })).status, 200);
  return id;
}

test('after a change of currency it is said of what has amounts judged by the former one, until it is rebuilt', async () => {
  const shop = await createShop(open.app.url, 'Moved');
  const scope = open.app.directory.tenant(shop.tenantId)!.scopes.live;
  const at = Date.now() - 2 * hourMs;
  const bought = { userId: 'eve', productId: 'mug' } as const;
  const started = await startExperiment(shop);
  const sinceThen = Date.now();
  await open.processors.append([
    identifiedEvent({ ...bought, scope, type: 'recommendation_clicked', timestampMs: at }),
    identifiedEvent({ ...bought, scope, type: 'purchase', timestampMs: at + 60_000 }),
    identifiedEvent({ ...bought, scope, type: 'recommendation_clicked', timestampMs: sinceThen }),
    identifiedEvent({ ...bought, scope, type: 'purchase', timestampMs: sinceThen + 1 }),
  ]);
  await open.processors.drained();
  const toldOf = async (experiment: string) =>
    (await askShop(shop, `experiments/${experiment}/results`)).body.meta.freshness;
  const toldByFile = async (report: string) =>
    (await askShop(shop, `analytics/export?report=${report}`)).headers.get('x-has-former-currency');
  const told = async (path: string, query = {}) =>
    (await open.read(shop, path, query)).meta.freshness.hasFormerCurrency;
  const change = (currency: string) =>
    ask(`${open.app.url}/api/v1/tenants/${shop.tenantId}`, {
      method: 'PUT',
      token: shop.adminToken,
      body: { config: { currency } },
    });
  assert.deepEqual((await change('USD')).body.meta.warnings, [], 'control: as it was');
  assert.deepEqual([await told('overview'), await told('top-products')], [false, false]);
  assert.deepEqual([(await toldOf(started)).hasFormerCurrency, await toldByFile('timeseries')], [false, 'false']);
  const [warning] = (await change('EUR')).body.meta.warnings;
  assert.deepEqual([warning.path, warning.code], ['/config/currency', 'former_currency']);
  for (const path of ['overview', 'timeseries', 'breakdown', 'top-products'])
    assert.equal(await told(path), true, path);
  for (const report of ['timeseries', 'breakdown', 'top-products'])
    assert.equal(await toldByFile(report), 'true', report);
  assert.equal((await toldOf(started)).hasFormerCurrency, true);
  const later = await startExperiment(shop, 'cart');
  assert.equal((await toldOf(later)).hasFormerCurrency, false, 'control: nothing was bought since it started');
  const before = new Date(at - 400 * hourMs).toISOString();
  const earlier = { from: before, to: new Date(at - 200 * hourMs).toISOString() };
  assert.equal(await told('overview', earlier), false, 'control: nothing was bought then');
  const other = await createShop(open.app.url, 'Stayed');
  assert.equal((await open.read(other, 'overview')).meta.freshness.hasFormerCurrency, false, 'control: another tenant');
  await open.app.owner.query(
    `UPDATE projections SET built_since = now() + interval '1 minute' WHERE name = 'analytics'`,
  );
  assert.deepEqual([await told('overview'), await told('top-products')], [false, true], 'of what was rebuilt since');
});
