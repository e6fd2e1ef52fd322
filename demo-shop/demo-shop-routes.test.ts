import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoCatalog } from '#domain/demo/catalog.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { openToyServer } from '#testing/toy-server.ts';
import { demoShopRoutes } from './demo-shop-routes.ts';
import { departments } from './navigation.ts';

const logger = createSilentLogger();
const closedBecause = (why: string, isFilling: boolean) =>
  openToyServer(demoShopRoutes({ shop: () => ({ isOpen: false, isFilling, why }), logger }));
const closed = closedBecause('It is <off>.', false);
const filling = closedBecause('Some seconds.', true);
/** Nobody listens at its API. */
const cutOff = openToyServer(
  demoShopRoutes({
    shop: () => ({ isOpen: true, apiUrl: 'http://127.0.0.1:1', writeKey: 'the write key', readKey: 'the read key' }),
    logger,
  }),
);
const form = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  cutOff.inject({
    method: 'POST',
    url,
    payload: String(new URLSearchParams(fields)),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

test('where there is no demo shop every page is a 404 that says how to have one', async () => {
  for (const path of ['/demo', '/demo/cart', '/demo/product/p-1001', '/demo/whatever']) {
    const answer = await closed.inject(path);
    assert.deepEqual([answer.statusCode, answer.headers['content-type']], [404, 'text/html; charset=utf-8'], path);
    assert.match(answer.body, /It is &lt;off&gt;\./);
    assert.doesNotMatch(answer.body, /http-equiv="refresh"/, 'control: it does not open by itself');
  }
});

test('while the shop is being filled every page is a 503 that says so, and renews itself', async () => {
  const answer = await filling.inject('/demo/product/p-1001');
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '2']);
  assert.match(answer.body, /The demo shop is being filled/);
  assert.match(answer.body, /<meta http-equiv="refresh" content="2">/);
});

test('a page elsewhere learns the read key and a placement, and never the write key', async () => {
  const answer = await cutOff.inject('/demo/tag.json');
  assert.deepEqual(answer.json(), { apiKey: 'the read key', placementId: 'home-trending' });
  assert.equal((await closed.inject('/demo/tag.json')).statusCode, 404);
});

test('where the API does not answer a page says so, with a 503; the cart is not lost', async () => {
  const answer = await cutOff.inject({ url: '/demo/cart', headers: { cookie: 'demo_cart=p-1*2; demo_shopper=ada' } });
  assert.equal(answer.statusCode, 503);
  assert.match(answer.body, /Back in a moment/);
  assert.match(answer.body, /Cart, 2 pieces/);
  assert.equal(answer.headers['set-cookie'], undefined);
  const order = await form(
    '/demo/checkout',
    { orderId: 'shop-0123456789ab', name: 'a', street: 'b', city: 'c' },
    { cookie: 'demo_cart=p-1*2' },
  );
  assert.equal(order.statusCode, 503);
});

test('a page lets its own scripts and styles run alone, by a nonce that no other answer has', async () => {
  const pages = [await cutOff.inject('/demo/search'), await cutOff.inject('/demo/search')];
  const nonces = pages.map(({ body, headers }) => {
    const policy = String(headers['content-security-policy']);
    const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    for (const [tag] of body.matchAll(/<(script|style|link rel="stylesheet")[^>]*>/g))
      assert.ok(tag.includes(`nonce="${nonce}"`), tag);
    assert.doesNotMatch(body, / style=| on\w+=/);
    return nonce;
  });
  assert.notEqual(nonces[0], nonces[1]);
});

test('a visitor whom the shop does not know gets an id, and keeps it', async () => {
  const first = String((await cutOff.inject('/demo/search')).headers['set-cookie']);
  assert.match(first, /^demo_shopper=visitor-[\da-f]{8}; Max-Age=\d+; Path=\/demo; HttpOnly; SameSite=Lax$/);
  const again = await cutOff.inject({ url: '/demo/search', headers: { cookie: first.split(';')[0] } });
  assert.equal(again.headers['set-cookie'], undefined);
  assert.ok(again.body.includes(`data-user-id="${/visitor-\w+/.exec(first)?.[0]}"`));
});

test('a preference is kept, a script gets it back, and a browser goes back to its page and nowhere else', async () => {
  const json = await form('/demo/preferences', { theme: 'dark' }, { accept: 'application/json' });
  assert.deepEqual(json.json(), { theme: 'dark' });
  assert.match(
    (await form('/demo/preferences', { shopper: 'new' }, { accept: 'application/json' })).json().shopper,
    /^visitor-/,
  );
  assert.equal(
    JSON.stringify(
      (await form('/demo/preferences', { theme: 'pink', cart: 'x' }, { accept: 'application/json' })).json(),
    ),
    '{}',
  );
  for (const [back, leadsTo] of [
    ['/demo/search?q=blue+mug&page=2', '/demo/search?q=blue+mug&page=2'],
    ['/demo', '/demo'],
    ['https://elsewhere.example/demo', '/demo'],
    ['//elsewhere.example', '/demo'],
    ['/demo.elsewhere', '/demo'],
    ['/demo\r\nx: y', '/demo'],
  ] as const) {
    const answer = await form('/demo/preferences', { theme: 'light', back });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, leadsTo]);
  }
});

test('the cart is changed without anybody being asked', async () => {
  const added = await form('/demo/cart/add', { productId: 'p-1', quantity: '2' }, { cookie: 'demo_cart=p-1*1' });
  assert.match(String(added.headers['set-cookie']), /^demo_cart=p-1\*3;/);
  const taken = await form('/demo/cart/set', { productId: 'p-1', quantity: '0' }, { cookie: 'demo_cart=p-1*1' });
  assert.match(String(taken.headers['set-cookie']), /^demo_cart=; Max-Age=0;/);
  const evil = await form('/demo/cart/add', { productId: 'p;Domain=x', quantity: '1' });
  assert.equal(evil.headers['set-cookie'], undefined, 'control: of what is no product id');
});

test('every entry of the menu has products in the demo catalog', () => {
  const categories = demoCatalog().map(({ category }) => category);
  for (const { category } of departments.flatMap((top) => [top, ...top.parts]))
    assert.ok(
      categories.some((one) => one.startsWith(`${category} > `)),
      category,
    );
});
