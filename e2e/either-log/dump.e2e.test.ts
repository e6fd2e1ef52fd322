import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { recomengine } from '#testing/command.ts';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch } from '../support/events.ts';
import { drained } from '../support/recount.ts';
import { startSilentApi } from '../support/silent-api.ts';

/** A tenant that is restored from a dump counts and answers as the one that was dumped, however often it is restored. */

const hourMs = 3_600_000;
const random = createRandom(22);
const nowMs = Date.now();
let product: Product;
let shop: Shop;
let file: string;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url, 'Origin');
  file = join(product.dataDir, 'origin.jsonl.gz');
  for (let n = 0; n < 6; n++)
    await createItem(product.url, shop.writeKey, {
      ...{ productId: `product-${n}`, name: `Product ${n}`, category: 'kitchen', price: 1.25 * (n + 1) },
    });
  const made = await ofTenant(shop.tenantId, '', {
    method: 'PUT',
    body: { config: { cacheTtlSeconds: 0, currency: 'EUR' } },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const filter = { field: 'productId', in: ['product-0'] };
  const rules = [
    Object.assign({ id: 'no-0', name: 'Not the first' }, Object.fromEntries([['then', { action: 'exclude', filter }]])),
  ];
  for (const [path, method, body] of [
    ['/placements/home/rules', 'PUT', { rules }],
    ['/widgets', 'POST', { placementId: 'home', title: 'For you' }],
    ['/experiments', 'POST', { name: 'Try', controlStrategy: 'trending', variantStrategy: 'session' }],
  ] as const) {
    const { status, body: answer } = await ofTenant(shop.tenantId, path, { method, body });
    assert.ok([200, 201].includes(status), `${path} ${JSON.stringify(answer)}`);
  }
  for (let batch = 0; batch < 4; batch++) await send(100);
  await send(5, shop.testKey);
  const gone = await ofTenant(shop.tenantId, '/users/shopper-1', { method: 'DELETE' });
  assert.equal(gone.status, 202, JSON.stringify(gone.body));
  await showAndClickTwice();
  await drained(product);
});
after(() => product.remove());

const ofTenant = (tenantId: string, path: string, how: { method?: string; body?: unknown } = {}) =>
  ask(`${product.url}/api/v1/tenants/${tenantId}${path}`, { token: shop.adminToken, ...how });

let sentMs = nowMs - 20 * hourMs;
const nextMs = () => (sentMs += random.between(1, 150_000));

async function send(count: number, key = shop.writeKey): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => {
    const eventType = random.pick(['product_viewed', 'add_to_cart', 'purchase', 'recommendation_clicked'] as const);
    const isNamed = n % 2 === 0;
    return {
      eventType,
      userId: `shopper-${random.between(1, 20)}`,
      productId: `product-${random.between(0, 5)}`,
      // As shops send: in the order of time, in which they are restored.
      timestamp: new Date(nextMs()).toISOString(),
      ...(isNamed ? { eventId: `event-${random.between(0, 1e9)}` } : {}),
      ...(eventType === 'purchase'
        ? { metadata: { price: random.between(1, 9_999) / 100, quantity: 2, orderId: `o-${random.between(0, 1e9)}` } }
        : {}),
      ...(eventType === 'recommendation_clicked' ? { metadata: { placementId: 'home' } } : {}),
    };
  });
  const { status, body } = await postBatch(shop, events, key);
  assert.deepEqual([status, body.data.rejected], [202, 0], JSON.stringify(body));
}

/** Clicks of one answer and product, of which the first counts. */
async function showAndClickTwice(): Promise<void> {
  const answer = await ask(`${product.url}/api/v1/recommendations?userId=ada&placementId=home`, {
    token: shop.readKey,
  });
  const { productId } = answer.body.data[0];
  const events = [1, 2].map((n) => ({
    ...{ eventType: 'recommendation_clicked', productId, timestamp: new Date(Date.now() - n).toISOString() },
  }));
  const token = answer.body.meta.trackingToken;
  const { status, body } = await ask(`${product.url}/api/v1/track`, { body: { key: shop.readKey, token, events } });
  assert.deepEqual([status, body.data.accepted], [202, 2], JSON.stringify(body));
}

async function command(...args: string[]) {
  const { code, stdout, stderr } = await product.command('tenant', ...args, '--json');
  return { code, stderr, data: code === 0 || code === 4 ? JSON.parse(stdout) : null };
}
const restore = (from: string, name: string) => command('restore', from, '--tenant', name, '--email', shop.email);

/** What a tenant counts and answers, without ids of its own. */
async function told(tenantId: string) {
  const known = await waitForTenant(tenantId);
  const span = `from=${new Date(nowMs - 48 * hourMs).toISOString()}&to=${new Date(nowMs + hourMs).toISOString()}`;
  const figures = await ofTenant(tenantId, `/analytics/overview?${span}`);
  assert.equal(figures.status, 200, JSON.stringify(figures.body));
  const answers: unknown[] = [];
  for (const question of [
    ...['strategy=trending&limit=4', 'strategy=session&productId=product-1&limit=4'],
    ...['strategy=frequently_bought_together&productId=product-2&limit=4', 'strategy=recently_viewed&userId=shopper-3'],
    'placementId=home&strategy=trending',
  ]) {
    const { body } = await ofTenant(tenantId, `/recommendations?${question}`);
    answers.push(body.data.map(({ productId, score, reason }: Record<string, unknown>) => [productId, score, reason]));
  }
  const placements: unknown[] = [];
  for (const path of ['/widgets', '/experiments', '/placements/home/rules']) {
    const { body } = await ofTenant(tenantId, path);
    placements.push(JSON.parse(JSON.stringify(body.data, (name, value) => (isOwn.has(name) ? undefined : value))));
  }
  return { config: known.config, figures: figures.body.data, answers, placements };
}
const isOwn = new Set(['id', 'createdAt', 'updatedAt']);

/** Tenants that a command makes are known to the server within a second. */
async function waitForTenant(tenantId: string) {
  await waitFor(
    async () => (await ofTenant(tenantId, '')).status === 200,
    () => 'the tenant is known',
  );
  return (await ofTenant(tenantId, '')).body.data;
}

/** The price stands in a column of its own too; in the metadata it is spelt as a decimal text once it was dumped. */
const ledger = (tenantId: string) =>
  queryProduct<{ line: string }>(
    product,
    `SELECT concat_ws(' ', space, type, regexp_replace(user_id, '^erased-.*', 'erased'), product_id, event_time, client_event_id, regexp_replace(order_id, '^erased-.*', 'erased'), price_e4, quantity, placement_id, strategy, metadata::jsonb - 'price') AS line
     FROM events JOIN scopes USING (scope) WHERE tenant_id = $1 ORDER BY 1`,
    [tenantId],
  );

test('a tenant that is restored counts, earns and answers as the one that was dumped; restored twice it counts once', async () => {
  const dumped = await command('dump', shop.tenantId, '--to', file);
  assert.equal(dumped.code, 0, dumped.stderr);
  const counts = { tenant: 1, widget: 1, rules: 1, experiment: 1, product: 6, event: 406 };
  assert.deepEqual([dumped.data.counts, dumped.data.repeats], [counts, 1]);
  assert.equal(statSync(file).mode & 0o777, 0o600, 'for its owner alone');

  const first = await restore(file, 'Copy');
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(first.data.events, { sent: 406, accepted: 406, known: 0, refused: 0 });
  assert.deepEqual(first.data.placements, { widgets: 1, rules: 1, experiments: 1 });
  const tenantId: string = first.data.tenant.id;
  await drained(product);
  const before = await told(shop.tenantId);
  assert.deepEqual(await told(tenantId), before);
  const stored = await ledger(tenantId);
  assert.equal(stored.length, 406);
  const ours = new Set((await ledger(shop.tenantId)).map(({ line }) => line));
  assert.deepEqual(
    stored.filter(({ line }) => !ours.has(line)),
    [],
  );

  const again = await restore(file, 'Copy');
  assert.equal(again.code, 0, again.stderr);
  assert.equal(again.data.tenant.id, tenantId);
  assert.deepEqual(again.data.events, { sent: 406, accepted: 0, known: 406, refused: 0 });
  assert.deepEqual(again.data.placements, { widgets: 0, rules: 0, experiments: 0 });
  await drained(product);
  assert.deepEqual(await ledger(tenantId), stored);
  assert.deepEqual(await told(tenantId), before);

  await send(1);
  await drained(product);
  assert.notDeepEqual(await told(shop.tenantId), before, 'control: one more event');
});

test('a shopper who was erased counts in the copy and is in none of its models', async () => {
  const usersOf = async (tenantId: string) =>
    (
      await queryProduct<{ userId: string }>(
        product,
        `SELECT DISTINCT user_id AS "userId" FROM events JOIN scopes USING (scope) WHERE tenant_id = $1 AND user_id LIKE 'erased-%'`,
        [tenantId],
      )
    ).map(({ userId }) => userId);
  const [pseudonym = ''] = await usersOf(shop.tenantId);
  const { data } = await restore(file, 'Copy');
  assert.equal(data.erased, 1);
  const tenantId: string = data.tenant.id;
  await drained(product);
  const here = await usersOf(tenantId);
  assert.ok(here.length > 0 && !here.includes(pseudonym), JSON.stringify(here));
  const neighboursOf = async (userId: string) => (await ofTenant(tenantId, `/users/${userId}/neighbours`)).status;
  for (const userId of [pseudonym, ...here]) assert.equal(await neighboursOf(userId), 404, userId);
  assert.equal(await neighboursOf('shopper-2'), 200, 'control');
});

/** The names of a tenant's keys that work. */
const keysOf = async (tenantId: string) =>
  (
    await queryProduct<{ name: string }>(
      product,
      'SELECT name FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL ORDER BY name',
      [tenantId],
    )
  ).map(({ name }) => name);

test('a restore that is stopped revokes its keys; those of one that was killed go with the next run', async () => {
  const stopped = async (signal: NodeJS.Signals) => {
    const api = await startSilentApi();
    const options = { env: product.env, stop: api.reached.then(() => signal) };
    const args = ['restore', file, '--tenant', 'Stopped', '--email', shop.email, '--url', api.url, '--json'];
    const told = await recomengine(options, 'tenant', ...args, '--data-dir', product.dataDir);
    await api.close();
    return told;
  };
  const told = await stopped('SIGTERM');
  assert.equal(told.code, 1, told.stderr);
  assert.match(told.stderr, /"code":"interrupted"/);
  const [made] = await queryProduct<{ tenantId: string }>(
    product,
    `SELECT tenant_id AS "tenantId" FROM tenants WHERE name = 'Stopped'`,
    [],
  );
  const tenantId = made?.tenantId ?? '';
  assert.deepEqual(await keysOf(tenantId), []);
  await stopped('SIGKILL');
  assert.notDeepEqual(await keysOf(tenantId), [], 'control: a kill leaves them');
  await waitForTenant(tenantId);
  const own = await ofTenant(tenantId, '/api-keys', { method: 'POST', body: { name: 'restore', permissions: 'read' } });
  assert.equal(own.status, 201, JSON.stringify(own.body));
  assert.equal((await restore(file, 'Stopped')).code, 0);
  assert.deepEqual(await keysOf(tenantId), ['restore'], "the admin's own key of that name");
});

test('a dump that was torn is refused before anything is written, and so is a name that is taken', async () => {
  const torn = `${file}.torn`;
  writeFileSync(torn, readFileSync(file).subarray(0, statSync(file).size - 40));
  const tenants = () => queryProduct(product, 'SELECT tenant_id FROM tenants ORDER BY 1', []);
  const before = await tenants();
  const refused = await restore(torn, 'Torn');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /"code":"dump_damaged".*torn/);
  const taken = await restore(file, 'Origin');
  assert.equal(taken.code, 2);
  assert.match(taken.stderr, /there is a tenant Origin/);
  assert.deepEqual(await tenants(), before);
});

test('an event that the API refuses by now is told with the reason, and the others are restored', async () => {
  const guests = await createShop(product.url, 'Guests');
  for (const userId of ['guest', 'ada'])
    await postBatch(guests, [{ eventType: 'product_viewed', userId, productId: 'product-1' }]);
  const token = { token: guests.adminToken };
  const config = { placeholderUserIds: ['guest'] };
  const made = await ask(`${product.url}/api/v1/tenants/${guests.tenantId}`, {
    ...token,
    method: 'PUT',
    body: { config },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  await drained(product);
  const dumped = `${file}.guests`;
  assert.equal((await command('dump', guests.tenantId, '--to', dumped)).code, 0);
  const { code, data } = await restore(dumped, 'Guests again');
  assert.deepEqual([code, data.events], [4, { sent: 2, accepted: 1, known: 0, refused: 1 }]);
  assert.match(data.refused[0].reason, /`userId` is `guest`/);
  assert.equal(data.refused[0].count, 1);
  assert.match(data.refused[0].example, /^product_viewed of .* by guest at 20/);
});

test('what is asked wrongly is refused in words, and an admin without a password is told', async () => {
  const refused = async (said: RegExp, ...args: string[]) => {
    const { code, stderr } = await command(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  };
  await refused(/there is no tenant nobody: name it by its id/, 'dump', 'nobody', '--to', `${file}.nobody`);
  await refused(/is there already.*--force/, 'dump', 'Origin', '--to', file);
  await refused(/is a folder/, 'dump', 'Origin', '--to', product.dataDir);
  await refused(/no id/, 'restore', file, '--tenant', shop.tenantId, '--email', shop.email);
  await refused(/ada is none/, 'restore', file, '--tenant', 'Other', '--email', 'ada');
  await refused(/there is no such file/, 'restore', `${file}.nothing`);
  const again = await restore(file, 'Copy');
  assert.deepEqual(again.data.admin, { email: shop.email, hasPassword: true }, 'control');
  const { code, stdout } = await product.command(
    'tenant',
    'restore',
    file,
    '--tenant',
    'B',
    '--email',
    'new@shop.example',
  );
  assert.equal(code, 0);
  assert.match(stdout, /admin {7}new@shop\.example, who has no password yet/);
});

test('a dump holds no secret', async () => {
  const plain = `${file}.jsonl`;
  assert.equal((await command('dump', 'Origin', '--to', plain)).code, 0);
  const text = readFileSync(plain, 'utf8');
  for (const secret of [shop.writeKey, shop.readKey, shop.email, shop.password, 'key_hmac', 'password'])
    assert.equal(text.replace(/"leftOut":\[[^\]]*\]/, '').includes(secret), false, secret);
  assert.ok(text.includes('shopper-3'), 'control');
});
