import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BatchResult, StreamProgress } from '#schemas/http/events.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask } from '#testing/shop.ts';

let app: IngestApp;
let orders = 0;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

const postBatch = (body: unknown) => ask(`${app.url}/api/v1/events/batch`, { token: app.keys.write, body });

/** A Segment call of so many products, the last of which has no id. */
function newOrder(products: number, isLastBroken = false) {
  orders += 1;
  const lines = Array.from({ length: products }, (_, n) => ({ product_id: `p-${n}`, price: n + 1 }));
  const last = lines.at(-1);
  return {
    type: 'track',
    event: 'Order Completed',
    userId: `shopper-${orders}`,
    messageId: `m-${orders}`,
    timestamp: new Date().toISOString(),
    properties: {
      order_id: `o-${orders}`,
      products: isLastBroken ? [...lines.slice(0, -1), { ...last, product_id: '' }] : lines,
    },
  };
}
const which = (results: readonly BatchResult[]) => results.map(({ index, item, status }) => [index, item, status]);

test('results of a Segment batch name the call as it was sent, and the product in it', async () => {
  const { status, body } = await postBatch({ batch: [newOrder(2), newOrder(2, true), newOrder(1)] });
  assert.equal(status, 202);
  assert.deepEqual(which(body.data.results), [
    [0, '/properties/products/0', 'accepted'],
    [0, '/properties/products/1', 'accepted'],
    [1, '/properties/products/0', 'accepted'],
    [1, '/properties/products/1', 'rejected'],
    [2, '/properties/products/0', 'accepted'],
  ]);
});

test('results of a GA4 payload name its event, and the item in it', async () => {
  const items = [{ item_id: 'mug' }, { item_id: 'bowl' }];
  const events = [
    { name: 'view_item', params: { items } },
    { name: 'page_view', params: {} },
    { name: 'add_to_cart', params: { items: items.slice(1) } },
  ];
  const { body } = await postBatch({ client_id: 'ga4', timestamp_micros: `${Date.now()}000`, events });
  assert.deepEqual(which(body.data.results), [
    [0, '/params/items/0', 'accepted'],
    [0, '/params/items/1', 'accepted'],
    [1, undefined, 'rejected'],
    [2, '/params/items/0', 'accepted'],
  ]);
});

test('in a batch of ours the index is of the array, whatever an element holds; events of ours name no item', async () => {
  const own = { eventType: 'product_viewed', userId: 'own', productId: 'mug' };
  const { body } = await postBatch({ events: [newOrder(2), own] });
  assert.deepEqual(which(body.data.results), [
    [0, '/properties/products/0', 'accepted'],
    [0, '/properties/products/1', 'accepted'],
    [1, undefined, 'accepted'],
  ]);
});

test('the limit of 100 counts calls, not their products; all products together have a limit of their own', async () => {
  const hundred = Array.from({ length: 100 }, () => newOrder(2));
  const { status, body } = await postBatch({ batch: hundred });
  assert.deepEqual([status, body.data.accepted, body.data.results.at(-1).index], [202, 200, 99]);
  const tooMany = await postBatch({ batch: [...hundred, newOrder(1)] });
  assert.deepEqual(
    [tooMany.status, tooMany.body.errors[0].path, tooMany.body.errors[0].code],
    [400, '/batch', 'max_items'],
  );
  const large = await postBatch({ batch: [newOrder(3_000)] });
  assert.deepEqual([large.status, large.body.data.accepted], [202, 3_000]);
  const empty = { ...newOrder(0), properties: { products: Array.from({ length: 25_001 }, (_, price) => ({ price })) } };
  assert.equal((await postBatch({ batch: [empty] })).status, 400);
});

test('a batch of which nothing was accepted says why in one line, and another does not', async () => {
  const old = { eventType: 'product_viewed', userId: 'u', productId: 'mug', timestamp: '1970-01-21T00:00:00Z' };
  const { status, body } = await postBatch([old, { ...old, userId: 'v' }]);
  assert.equal(status, 202);
  assert.match(body.meta.nothingAccepted, /^None of these 2 events was accepted. 2 of them: .*before 2000/);
  const { body: some } = await postBatch([old, { ...old, timestamp: undefined }]);
  assert.equal(some.meta.nothingAccepted, undefined);
});

test('a purchase of 150 items, which GA4 allows, is taken as one event, in a batch and in a stream', async () => {
  const purchase = () => {
    orders += 1;
    const items = Array.from({ length: 150 }, (_, n) => ({ item_id: `p-${n}`, item_name: 'x'.repeat(500), price: n }));
    const params = { transaction_id: `t-${orders}`, items: [...items.slice(1), { item_id: '' }] };
    return { client_id: 'ga4', timestamp_micros: `${Date.now()}000`, events: [{ name: 'purchase', params }] };
  };
  const token = app.keys.write;
  const payload = purchase();
  const one = await ask(`${app.url}/api/v1/events`, { token, body: payload });
  assert.deepEqual([one.status, one.body.data.accepted, one.body.data.rejected], [202, 149, 1]);
  assert.deepEqual(which(one.body.data.results).at(-1), [0, '/params/items/149', 'rejected']);
  const { body: again } = await ask(`${app.url}/api/v1/events`, { token, body: payload });
  assert.deepEqual([again.data.accepted, again.data.duplicates], [0, 149], 'a retry counts once');
  assert.equal((await postBatch(purchase())).body.data.accepted, 149);
  const response = await fetch(`${app.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(purchase())}\n`,
  });
  const progress = JSON.parse((await response.text()).trim().split('\n').at(-1)!) as StreamProgress;
  assert.deepEqual([progress.accepted, progress.rejected], [149, 1]);
  const whole = purchase();
  whole.events[0]!.params.items.pop();
  assert.equal((await ask(`${app.url}/api/v1/events`, { token, body: whole })).status, 202);
  assert.equal((await ask(`${app.url}/api/v1/events`, { token, body: whole })).status, 200, 'all were known');
});

test('a stream names the line and the product in it', async () => {
  const response = await fetch(`${app.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson' },
    body: [newOrder(2), newOrder(3, true), {}].map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  const lines = (await response.text()).trim().split('\n');
  const progress = lines.map((line) => JSON.parse(line) as StreamProgress);
  const { accepted, rejected } = progress.at(-1)!;
  assert.deepEqual([accepted, rejected], [4, 2]);
  assert.deepEqual(
    progress.flatMap(({ errors }) => errors.map(({ line, item }) => [line, item])),
    [
      [2, '/properties/products/2'],
      [3, undefined],
    ],
  );
});
