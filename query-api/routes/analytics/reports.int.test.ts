import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openRequestCounts } from '#stores/usage/request-counts.ts';
import { type AnalyticsApp, openAnalyticsApp } from '#testing/analytics-app.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json } from '#testing/shop.ts';

let open: AnalyticsApp;

before(async () => {
  open = await openAnalyticsApp();
});
after(() => open.close());

const hourMs = 3_600_000;

test('over all tenants of an admin the counts add up, and money by currency', async () => {
  const mine = await createShop(open.app.url, 'One');
  const created = await ask(`${open.app.url}/api/v1/tenants`, {
    token: mine.adminToken,
    body: { name: 'Two', config: { currency: 'EUR' } },
  });
  const atMs = Date.now() - hourMs;
  for (const [n, tenantId] of [mine.tenantId, created.body.data.id].entries()) {
    const scope = open.app.directory.tenant(tenantId)?.scopes.live ?? 0;
    const touch = { scope, userId: 'u', productId: 'p' } as const;
    await open.processors.append([
      identifiedEvent({ ...touch, type: 'recommendation_clicked', timestampMs: atMs }),
      identifiedEvent({ ...touch, type: 'purchase', timestampMs: atMs + n + 1 }),
    ]);
  }
  await open.processors.drained();
  const { body } = await ask(`${open.app.url}/api/v1/analytics/overview`, { token: mine.adminToken });
  assert.deepEqual([body.data.clicks.value, body.data.conversions.value, body.data.tenants], [2, 2, 2]);
  assert.deepEqual(
    body.data.revenue.map(({ currency: of, value }: Json) => [of, value]),
    [
      ['EUR', 1],
      ['USD', 1],
    ],
  );
});

test('top products are those with the most of what was asked for, page by page, by the names of the catalog', async () => {
  const shop = await createShop(open.app.url, 'Top');
  const scope = open.app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  const atMs = Date.UTC(2026, 4, 10, 23, 59);
  const shown = (productId: string, n: number) =>
    identifiedEvent({ scope, type: 'recommendation_impressed', userId: 'u', productId, timestampMs: atMs + n });
  const clicked = (productId: string, n: number) => ({
    ...shown(productId, n),
    type: 'recommendation_clicked' as const,
  });
  await open.processors.append([shown('a', 1), shown('a', 2), shown('b', 3), clicked('c', 4), shown('b', 60_000)]);
  await open.processors.drained();
  await open.app.owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, price, available, created_at, updated_at, log, partition, "offset")
     VALUES (1, $1, 'a', 'Anvil', 'Tools', 1, true, now(), now(), 1, 0, 0)`,
    [scope],
  );
  const query = { from: '2026-05-10', to: '2026-05-10', by: 'impressions' };
  const { data, meta } = await open.read(shop, 'top-products', query);
  assert.deepEqual(
    data.map(({ productId, name, impressions, clicks }: Json) => [productId, name, impressions, clicks]),
    [
      ['a', 'Anvil', 2, 0],
      ['b', null, 1, 0],
      ['c', null, 0, 1],
    ],
  );
  assert.deepEqual(meta.window, { from: '2026-05-10T00:00:00.000Z', to: '2026-05-11T00:00:00.000Z' });
  const second = await open.read(shop, 'top-products', { ...query, limit: '1', offset: '1' });
  assert.deepEqual(
    second.data.map(({ productId }: Json) => productId),
    ['b'],
  );
  const figuresOf = async (productId: string, more = {}) =>
    (await open.read(shop, 'top-products', { ...query, productId, ...more })).data;
  for (const one of data) assert.deepEqual(await figuresOf(one.productId), [one], 'the same of one product alone');
  assert.deepEqual(await figuresOf('nothing'), []);
  assert.deepEqual(await figuresOf('a', { placementId: 'cart' }), [], 'and only where it was asked for');
});

test('usage is what arrived and was asked, by month, with zeros; the other space is apart', async () => {
  const shop = await createShop(open.app.url, 'Usage');
  const { live = 0, test: sandbox = 0 } = open.app.directory.tenant(shop.tenantId)?.scopes ?? {};
  const now = new Date();
  const thisMonth = now.toISOString().slice(0, 7);
  const arrived = (n: number, scope: number) => ({
    ...identifiedEvent({ scope, type: 'product_viewed', userId: 'u', productId: 'p', timestampMs: n }),
    receivedAtMs: now.getTime(),
  });
  const imported = [1, 2, 3].map((n) => arrived(Date.UTC(2020, 1, n), live));
  await open.processors.append([...imported, ...imported, arrived(Date.UTC(2020, 1, 1), sandbox)]);
  await open.processors.drained();
  const counts = openRequestCounts(open.app.database, (error) => assert.fail(String(error)));
  counts.count(live, 2);
  counts.count(live, 100);
  await counts.close();
  const usage = async (query: string) =>
    (await ask(`${open.app.url}/api/v1/tenants/${shop.tenantId}/usage?${query}`, { token: shop.adminToken })).body.data;
  assert.deepEqual(await usage('months=1'), [{ month: thisMonth, events: 3, recommendationRequests: 102 }]);
  assert.deepEqual(await usage('months=1&space=test'), [{ month: thisMonth, events: 1, recommendationRequests: 0 }]);
  assert.equal((await usage('')).length, 12);
});
