import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnalyticsApp, openAnalyticsApp } from '#testing/analytics-app.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let open: AnalyticsApp;

before(async () => {
  open = await openAnalyticsApp();
});
after(() => open.close());

const window = { from: '2026-03-10', to: '2026-03-11' };
const [dayBefore, dayMs] = [Date.parse('2026-03-09T12:00:00Z'), 86_400_000];

/** Four shoppers on 10 and 11 March, one of them after a click; two on 9 March. Another tenant has one more. */
async function shopWithPurchases(): Promise<Shop> {
  const [shop, other] = [await createShop(open.app.url, 'Whole'), await createShop(open.app.url, 'Other')];
  const scopeOf = ({ tenantId }: Shop) => open.app.directory.tenant(tenantId)!.scopes.live;
  const scope = scopeOf(shop);
  const day = dayBefore + dayMs;
  const event = (userId: string, type: 'product_viewed' | 'recommendation_clicked', timestampMs: number) =>
    identifiedEvent({ scope, userId, type, productId: 'mug', timestampMs });
  const bought = (
    userId: string,
    timestampMs: number,
    priceE4: bigint,
    currency: string | null = null,
    of = scope,
  ) => ({
    ...identifiedEvent({ scope: of, userId, type: 'purchase', productId: 'mug', timestampMs }),
    purchase: { priceE4, quantity: 2, orderId: null, currency },
  });
  await open.processors.append([
    event('ada', 'recommendation_clicked', day),
    bought('ada', day + 1, 50_000n),
    bought('bob', day + 2, 150_000n, 'USD'),
    bought('cyd', day + 3, 990_000n, 'JPY'),
    event('dan', 'product_viewed', day + 4),
    event('dan', 'product_viewed', day + dayMs),
    event('eve', 'product_viewed', dayBefore),
    bought('fay', dayBefore, 10_000n),
    bought('gil', day + 5, 70_000n, null, scopeOf(other)),
  ]);
  await open.processors.drained();
  return shop;
}

const valuesOf = (data: Json, side: 'value' | 'previous') =>
  ['visitors', 'totalRevenue', 'revenuePerVisitor', 'shareOfRevenue'].map((name) => data[name]?.[side] ?? null);

/** The answer once the count was done in its time, which a busy machine may take several questions for. */
async function counted(shop: Shop, query: Readonly<Record<string, string>> = {}): Promise<Json> {
  let body: Json;
  await waitFor(
    async () => {
      body = await open.read(shop, 'whole-shop', { ...window, ...query });
      return body.data.notCounted !== 'too_much';
    },
    () => 'a count within its time',
  );
  return body;
}

test('revenue is measured by all shoppers and all purchases of the window, a filter narrowing the revenue alone', async () => {
  const shop = await shopWithPurchases();
  const { data, meta } = await counted(shop);
  assert.deepEqual(valuesOf(data, 'value'), [4, 40, 2.5, 0.25]);
  assert.deepEqual(valuesOf(data, 'previous'), [2, 2, 0, 0]);
  assert.equal(data.notCounted, null);
  const overview = await open.read(shop, 'overview', window);
  assert.deepEqual(meta.window, overview.meta.window);
  assert.equal(data.totalRevenue.value * data.shareOfRevenue.value, overview.data.revenue.value);
  const elsewhere = await counted(shop, { placementId: 'elsewhere' });
  assert.deepEqual(valuesOf(elsewhere.data, 'value'), [4, 40, 0, 0]);
  const alone = await counted(shop, { compare: 'none' });
  assert.deepEqual(valuesOf(alone.data, 'previous'), [null, null, null, null]);
  assert.equal(alone.meta.previousWindow, null);
});

test('by day, each figure is measured by the shop of that day, in the answer and as a file', async () => {
  const shop = await shopWithPurchases();
  const series = async (query: Readonly<Record<string, string>> = {}): Promise<Json> => {
    let body: Json;
    await waitFor(
      async () => {
        body = await open.read(shop, 'whole-shop/timeseries', { ...window, from: '2026-03-09', ...query });
        return body.meta.notCounted !== 'too_much';
      },
      () => 'a count within its time',
    );
    return body.data.map((day: Json) =>
      ['local', 'visitors', 'totalRevenue', 'revenue', 'revenuePerVisitor', 'shareOfRevenue'].map((name) => day[name]),
    );
  };
  const [ninth, eleventh] = [
    ['2026-03-09', 2, 2, 0, 0, 0],
    ['2026-03-11', 1, 0, 0, 0, 0],
  ];
  assert.deepEqual(await series(), [ninth, ['2026-03-10', 4, 40, 10, 2.5, 0.25], eleventh]);
  assert.deepEqual(await series({ placementId: 'elsewhere' }), [ninth, ['2026-03-10', 4, 40, 0, 0, 0], eleventh]);
  const csv = await fetch(
    `${open.app.url}/api/v1/tenants/${shop.tenantId}/analytics/export?report=whole-shop&from=2026-03-10&to=2026-03-10`,
    { headers: { authorization: `Bearer ${shop.adminToken}` } },
  );
  const [names = '', day = ''] = (await csv.text()).split('\r\n');
  assert.match(names, /^local,.*,revenue,foreignCurrency,visitors,totalRevenue,revenuePerVisitor,shareOfRevenue$/);
  assert.match(day, /^2026-03-10,.*,10,0,4,40,2\.5,0\.25$/);
  await open.app.owner.query("UPDATE event_months SET state = 'archived' WHERE month = '2026-03-01'");
  const archived = await open.read(shop, 'whole-shop/timeseries', window);
  assert.deepEqual([archived.meta.notCounted, archived.data[0].visitors], ['archived', null]);
  await open.app.owner.query("UPDATE event_months SET state = 'open' WHERE month = '2026-03-01'");
});

test('where the events cannot be counted there is no figure, and a word why', async () => {
  const shop = await shopWithPurchases();
  const held = await open.app.owner.transaction(async (client) => {
    await client.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
    return (await open.read(shop, 'whole-shop', window)).data;
  });
  assert.deepEqual([held.notCounted, held.visitors, held.shareOfRevenue], ['too_much', null, null]);
  const state = (month: string, value: string) =>
    open.app.owner.query('UPDATE event_months SET state = $2 WHERE month = $1', [month, value]);
  await state('2026-03-01', 'archived');
  assert.equal((await counted(shop)).data.notCounted, 'archived');
  await state('2026-03-01', 'open');
  assert.equal((await counted(shop)).data.notCounted, null, 'control: no month of it is archived');
  await ask(`${open.app.url}/api/v1/tenants/${shop.tenantId}`, {
    method: 'PUT',
    token: shop.adminToken,
    body: { config: { currency: 'EUR' } },
  });
  assert.equal((await counted(shop)).data.notCounted, 'former_currency');
});

test('where the events of the period before alone are archived, that one has no figure', async () => {
  const shop = await createShop(open.app.url, 'Archived before');
  const scope = open.app.directory.tenant(shop.tenantId)!.scopes.live;
  const seen = { scope, userId: 'ada', type: 'product_viewed', productId: 'mug' } as const;
  await open.processors.append(
    ['2026-02-28T12:00:00Z', '2026-03-01T12:00:00Z'].map((at) =>
      identifiedEvent({ ...seen, timestampMs: Date.parse(at) }),
    ),
  );
  await open.processors.drained();
  const visitors = async () => {
    const { data } = await counted(shop, { from: '2026-03-01', to: '2026-03-01' });
    return [data.notCounted, data.visitors.value, data.visitors.previous];
  };
  assert.deepEqual(await visitors(), [null, 1, 1], 'control: no month is archived');
  await open.app.owner.query("UPDATE event_months SET state = 'archived' WHERE month = '2026-02-01'");
  assert.deepEqual(await visitors(), [null, 1, null]);
});
