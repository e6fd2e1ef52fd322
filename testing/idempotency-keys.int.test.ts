import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from './api-app.ts';
import { type ApiProcessors, openApiProcessors } from './api-processors.ts';
import { ask, createShop, type Shop } from './shop.ts';

/** Admins' writes with an `Idempotency-Key` under attack; what a retry is answered of each kind is tested beside its route. */

let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;
let other: Shop;
before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  [shop, other] = [await createShop(app.url, 'Ours'), await createShop(app.url, 'Theirs')];
});
after(async () => {
  await processors.close();
  await app.remove();
});

const once = (key: string) => ({ 'idempotency-key': key });
const urlOf = ({ tenantId }: Shop, rest: string) => `${app.url}/api/v1/tenants/${tenantId}/${rest}`;
const put = (productId: string, price: number, headers: Record<string, string> = {}) =>
  ask(urlOf(shop, `catalog/${productId}`), {
    ...{ method: 'PUT', token: shop.adminToken, headers },
    body: { name: productId, category: 'Kitchen', price },
  });
const priceOf = async (productId: string) => {
  await processors.drained();
  return (await ask(urlOf(shop, `catalog/${productId}`), { token: shop.adminToken })).body.data?.price;
};
const keysOf = async (of: Shop) => (await ask(urlOf(of, 'api-keys'), { token: of.adminToken })).body.data.length;
const createKey = (of: Shop, key: string) =>
  ask(urlOf(of, 'api-keys'), {
    token: of.adminToken,
    body: { name: 'once', permissions: 'read' },
    headers: once(key),
  });

test('of many at once under one key one is done, and each is answered with it or told to ask again', async () => {
  const before = await keysOf(shop);
  const answers = await Promise.all(Array.from({ length: 30 }, () => createKey(shop, 'a-stampede')));
  assert.equal((await keysOf(shop)) - before, 1);
  const { body: kept } = await createKey(shop, 'a-stampede');
  for (const { status, body } of answers) {
    if (status === 201) assert.deepEqual(body.data, kept.data);
    else assert.deepEqual([status, /has not ended/.test(body.detail)], [409, true]);
  }
  await Promise.all(Array.from({ length: 5 }, (_, n) => createKey(shop, `another-${n}`)));
  assert.equal((await keysOf(shop)) - before, 6, 'control: each key is done once');
});

test('what one admin has sent under a key says nothing to another under the same', async () => {
  const [ours, theirs] = [await createKey(shop, 'of-two'), await createKey(other, 'of-two')];
  assert.deepEqual([ours.status, theirs.status], [201, 201]);
  assert.notEqual(theirs.body.data.key, ours.body.data.key);
  assert.equal((await createKey(other, 'of-two')).body.data.key, theirs.body.data.key, 'control: the same admin');
});

test('a write that ended between its effect and its answer is not done again, and a retry is told to look', async () => {
  await app.owner.query(
    `CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the process ends here'; END $$;
     CREATE TRIGGER ends BEFORE UPDATE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION ends()`,
  );
  assert.equal((await put('cut-off', 1, once('cut-off'))).status, 500);
  await app.owner.query('DROP TRIGGER ends ON idempotency_keys');
  assert.equal(await priceOf('cut-off'), 1, 'control: it is done');
  await put('cut-off', 2);
  const retried = await put('cut-off', 1, once('cut-off'));
  assert.deepEqual([retried.status, /look whether the change is there/.test(retried.body.detail)], [409, true]);
  assert.equal(await priceOf('cut-off'), 2);
});

test('who only reads under a key leaves it free', async () => {
  for (const method of ['GET', 'HEAD'])
    await ask(urlOf(shop, 'api-keys'), { method, token: shop.adminToken, headers: once('read-first') });
  assert.equal((await put('read-first', 1, once('read-first'))).status, 201);
  assert.equal((await put('another', 1, once('read-first'))).status, 409, 'control: it is used now');
});

test('a file is read each time, whatever its key: another one under it is another file', async () => {
  const sendFile = async (productId: string) => {
    const response = await fetch(urlOf(shop, 'catalog/import?format=google-feed&space=live'), {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.adminToken}`, 'content-type': 'text/csv', ...once('a-file') },
      body: `id,title,price,product_type\n${productId},${productId},5 EUR,Kitchen\n`,
    });
    return [response.status, /"done":true/.test(await response.text())];
  };
  assert.deepEqual(
    [await sendFile('first'), await sendFile('second')],
    [
      [200, true],
      [200, true],
    ],
  );
  assert.deepEqual([await priceOf('first'), await priceOf('second')], [5, 5]);
});
