import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { recomengine } from '#testing/command.ts';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch } from '../support/events.ts';
import { holdTable } from '../support/hold-table.ts';
import { drained } from '../support/recount.ts';
import { startSilentApi } from '../support/silent-api.ts';

/** A sandbox has what its tenant had stored, each event once, whatever cut its making short. */

const hourMs = 3_600_000;
const random = createRandom(16);
let product: Product;
let shop: Shop;
let sent = 0;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url, 'Origin');
  for (let n = 0; n < 5; n++) {
    const item = { productId: `product-${n}`, name: `Product ${n}`, category: 'kitchen', price: 1.25 * (n + 1) };
    await createItem(product.url, shop.writeKey, item);
  }
  for (let n = 0; n < 4; n++) await send(100);
  await drained(product);
  const rule = { id: 'no-0', name: 'Not the first', enabled: true };
  const exclude = { action: 'exclude', filter: { field: 'productId', in: ['product-0'] } };
  const rules = [Object.assign({}, rule, Object.fromEntries([['then', exclude]]))];
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/placements/home/rules`;
  const saved = await ask(path, { token: shop.adminToken, body: { rules }, method: 'PUT' });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
});
after(() => product.remove());

async function send(count: number): Promise<void> {
  const nowMs = Date.now();
  const events = Array.from({ length: count }, () => {
    const eventType = random.pick(['product_viewed', 'add_to_cart', 'purchase', 'recommendation_clicked'] as const);
    const orderId = `order-${sent}`;
    return {
      eventType,
      userId: `shopper-${random.between(1, 20)}`,
      productId: `product-${random.between(0, 4)}`,
      sessionId: `visit-${random.between(1, 40)}`,
      timestamp: new Date(nowMs - random.between(0, 48 * hourMs)).toISOString(),
      eventId: `event-${sent++}`,
      ...(eventType === 'purchase'
        ? { metadata: { price: random.between(1, 9_999) / 100, quantity: 2, orderId } }
        : {}),
      ...(eventType === 'recommendation_clicked' ? { metadata: { placementId: 'home' } } : {}),
    };
  });
  const { status, body } = await postBatch(shop, events);
  assert.deepEqual([status, body.data.rejected], [202, 0], JSON.stringify(body));
}

type Forked = {
  refused: { reason: string; count: number; example: string }[];
  sandbox: { tenantId: string; name: string };
  products: { sent: number; refused: number };
  events: { sent: number; accepted: number; known: number; refused: number };
};
async function fork(...flags: string[]): Promise<Forked> {
  const { code, stdout, stderr } = await product.command('fork', shop.tenantId, '--json', ...flags);
  assert.equal(code, 0, stderr + stdout);
  return JSON.parse(stdout);
}
/** What a space has stored, without what names a shopper: a line for each kind of event and product, with its sums. */
async function ledger(tenantId: string, space: 'live' | 'test'): Promise<string[]> {
  const rows = await queryProduct<{ line: string }>(
    product,
    `SELECT concat_ws(' ', type, product_id, count(*), sum(price_e4 * quantity), count(DISTINCT user_id), count(DISTINCT session_id), count(DISTINCT order_id), min(event_time), placement_id) AS line
     FROM events e JOIN scopes s USING (scope) WHERE s.tenant_id = $1 AND s.space = $2 GROUP BY type, product_id, placement_id ORDER BY 1`,
    [tenantId, space],
  );
  return rows.map(({ line }) => line);
}
const usersOf = async (tenantId: string) =>
  (
    await queryProduct<{ userId: string }>(
      product,
      'SELECT DISTINCT user_id AS "userId" FROM events JOIN scopes USING (scope) WHERE tenant_id = $1 ORDER BY 1',
      [tenantId],
    )
  ).map(({ userId }) => userId);

test('a sandbox has what its tenant had stored, in its test space, with settings and rules; what came later it has not', async () => {
  const before = await ledger(shop.tenantId, 'live');
  const { sandbox, products, events } = await fork();
  assert.match(sandbox.name, /^Sandbox of Origin, /);
  assert.deepEqual(
    [products, events],
    [
      { sent: 5, refused: 0 },
      { sent: 400, accepted: 400, known: 0, refused: 0 },
    ],
  );
  await drained(product);
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), before);
  assert.deepEqual(await ledger(sandbox.tenantId, 'live'), [], 'nothing of it counts as live');
  const rules = await ask(`${product.url}/api/v1/tenants/${sandbox.tenantId}/placements/home/rules`, {
    token: shop.adminToken,
  });
  assert.equal(rules.body.data.rules[0].id, 'no-0');
  await send(1);
  await drained(product);
  assert.notDeepEqual(await ledger(shop.tenantId, 'live'), before, 'control: one more event');
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), before);
});

test('a fork that was cut short goes on with the same sandbox, and each event counts once', async () => {
  const failed = await product.command('fork', shop.tenantId, '--url', 'http://127.0.0.1:1');
  assert.notEqual(failed.code, 0, 'cut short before it had sent anything');
  const before = await ledger(shop.tenantId, 'live');
  await send(1);
  await drained(product);
  const { sandbox, events } = await fork();
  assert.deepEqual(events, { sent: 401, accepted: 401, known: 0, refused: 0 }, 'what came later was pinned away');
  await drained(product);
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), before);
  // As if it had been killed in its last moment.
  await queryProduct(product, `UPDATE tenants SET sandbox = sandbox || '{"filledAt": null}' WHERE tenant_id = $1`, [
    sandbox.tenantId,
  ]);
  const again = await fork();
  assert.equal(again.sandbox.tenantId, sandbox.tenantId);
  assert.deepEqual(again.events, { sent: 401, accepted: 0, known: 401, refused: 0 });
  await drained(product);
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), before);
  assert.notEqual((await fork()).sandbox.tenantId, sandbox.tenantId, 'control: one that is filled is not gone on with');
});

test('a fork that is stopped leaves no key', async () => {
  const api = await startSilentApi();
  const options = { env: product.env, stop: api.reached.then(() => 'SIGINT' as const) };
  const args = [shop.tenantId, '--space', 'test', '--url', api.url, '--json', '--data-dir', product.dataDir];
  const item = { productId: 'product-0', name: 'Product', category: 'kitchen', price: 1 };
  await createItem(product.url, shop.testKey, item);
  const told = await recomengine(options, 'fork', ...args);
  assert.equal(told.code, 1, told.stderr);
  assert.match(told.stderr, /"code":"interrupted"/);
  const left = await queryProduct<{ isRevoked: boolean }>(
    product,
    `SELECT revoked_at IS NOT NULL AS "isRevoked" FROM api_keys WHERE name = 'fork'`,
    [],
  );
  assert.ok(left.length > 0 && left.every(({ isRevoked }) => isRevoked), JSON.stringify(left));
  await api.close();
});

test('what the settings of now refuse is told with its reason, how many they are and one of them', async () => {
  const strict = await createShop(product.url, 'Strict');
  const views = (userId: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      eventType: 'product_viewed',
      userId,
      productId: 'mug',
      eventId: `${userId}${n}`,
    }));
  await postBatch(strict, [...views('kiosk', 3), ...views('ada', 2)]);
  await drained(product);
  const config = { placeholderUserIds: ['kiosk'] };
  const path = `${product.url}/api/v1/tenants/${strict.tenantId}`;
  assert.equal((await ask(path, { token: strict.adminToken, method: 'PUT', body: { config } })).status, 200);
  const { code, stdout } = await product.command('fork', strict.tenantId, '--json');
  const { events, refused }: Forked = JSON.parse(stdout);
  assert.deepEqual([code, events], [4, { sent: 5, accepted: 2, known: 0, refused: 3 }]);
  assert.deepEqual([refused.length, refused[0]?.count], [1, 3]);
  assert.match(refused[0]?.reason ?? '', /`userId` is `kiosk`/);
  assert.match(refused[0]?.example ?? '', /^product_viewed of mug by kiosk at 20/);
  const told = await product.command('fork', strict.tenantId);
  assert.match(told.stdout, /\n {2}REFUSED {3}3 × the server: .*kiosk/);
  const pseudonymised = await product.command('fork', strict.tenantId, '--pseudonymise', '--json');
  assert.deepEqual(
    [pseudonymised.code, JSON.parse(pseudonymised.stdout).refused],
    [0, []],
    'control: nobody is called so',
  );
});

test('pseudonymised, no shopper has a name, and every sum is the same', async () => {
  const { sandbox } = await fork('--pseudonymise');
  await drained(product);
  const [users, named] = [await usersOf(sandbox.tenantId), await usersOf(shop.tenantId)];
  assert.equal(users.length, named.length);
  assert.ok(users.every((userId) => userId.startsWith('user-') && !named.includes(userId)));
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), await ledger(shop.tenantId, 'live'));
});

test('a shopper who was erased counts in a sandbox and is in none of its models', async () => {
  const gone = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}/users/shopper-1`, {
    ...{ token: shop.adminToken, method: 'DELETE' },
  });
  assert.equal(gone.status, 202, JSON.stringify(gone.body));
  await drained(product);
  const pseudonyms = (await usersOf(shop.tenantId)).filter((userId) => userId.startsWith('erased-'));
  assert.equal(pseudonyms.length, 1);
  const { sandbox } = await fork();
  await drained(product);
  assert.deepEqual(await ledger(sandbox.tenantId, 'test'), await ledger(shop.tenantId, 'live'));
  const path = `${product.url}/api/v1/tenants/${sandbox.tenantId}`;
  await waitFor(
    async () => (await ask(path, { token: shop.adminToken })).status === 200,
    () => 'the sandbox is known',
  );
  const neighboursOf = async (userId: string) =>
    (await ask(`${path}/users/${userId}/neighbours?space=test`, { token: shop.adminToken })).status;
  for (const userId of [...pseudonyms, ...(await usersOf(sandbox.tenantId)).filter((id) => id.startsWith('erased-'))])
    assert.equal(await neighboursOf(userId), 404, userId);
  assert.equal(await neighboursOf('shopper-2'), 200, 'control');
});

test('a sandbox is deleted as any tenant', async () => {
  const { sandbox } = await fork();
  const path = `${product.url}/api/v1/tenants/${sandbox.tenantId}`;
  await waitFor(
    async () => (await ask(path, { token: shop.adminToken })).status === 200,
    () => 'the sandbox is known',
  );
  const { status } = await ask(path, { token: shop.adminToken, method: 'DELETE' });
  assert.ok([200, 204].includes(status), String(status));
});

test('a fork whose tenant is deleted meanwhile ends, and copies no event of it', async () => {
  const sandboxes = () =>
    queryProduct<{ tenantId: string }>(
      product,
      `SELECT tenant_id AS "tenantId" FROM tenants WHERE sandbox ->> 'of' = $1`,
      [shop.tenantId],
    );
  const before = (await sandboxes()).map(({ tenantId }) => tenantId);
  const held = await holdTable(product, 'events', 'ACCESS EXCLUSIVE');
  try {
    const forking = product.command('fork', shop.tenantId, '--json');
    await held.awaited('recomengine', 1);
    const path = `${product.url}/api/v1/tenants/${shop.tenantId}`;
    assert.equal((await ask(path, { token: shop.adminToken, method: 'DELETE' })).status, 204);
    await held.release();
    const { code, stderr } = await forking;
    assert.deepEqual([code, stderr.includes(`there is no tenant ${shop.tenantId}`)], [1, true], stderr);
  } finally {
    await held.release();
  }
  await drained(product);
  const made = (await sandboxes()).filter(({ tenantId }) => !before.includes(tenantId));
  assert.equal(made.length, 1);
  assert.deepEqual(await ledger(made[0]?.tenantId ?? '', 'test'), [], 'control: other forks have 400 events and more');
});
