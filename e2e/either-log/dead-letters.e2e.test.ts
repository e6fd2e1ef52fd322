import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Product, startProduct } from '#testing/product.ts';
import { openProductLog } from '#testing/product-log.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

const viewsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => viewOf(first + n));

test('malformed records in the log become dead letters, and the stream goes on', async () => {
  const malformed = [
    Buffer.from('not Avro at all'),
    Buffer.from([0, 0, 0, 0, 1]), // framed, and nothing behind
    Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]), // an unknown schema id
    Buffer.alloc(0),
  ];
  await postBatch(shop, viewsFrom(1, 20));
  await product.stop();
  // Another program writes into our topic, between good records of ours, in every partition.
  const log = await openProductLog(product, 'writer');
  const { partitions } = await log.describe('events');
  for (const { partition } of partitions) {
    await log.append(
      'events',
      malformed.map((value) => ({ key: 'x', value, partition })),
    );
  }
  await log.close();
  await product.start();
  await postBatch(shop, viewsFrom(21, 20));
  await drained(product);

  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, 40);
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  const letters = await queryProduct<{ value: Buffer; reason: string }>(
    product,
    'SELECT value, reason FROM dead_letters ORDER BY partition, "offset"',
    [],
  );
  assert.equal(letters.length, malformed.length * partitions.length);
  assert.deepEqual(
    letters.slice(0, malformed.length).map(({ value }) => value.toString('hex')),
    malformed.map((value) => value.toString('hex')),
    'raw bytes are kept',
  );
  // Control: good records are no dead letters.
  assert.ok(letters.every(({ reason }) => reason.length > 0));
});

test('a restart does not write them a second time', async () => {
  const count = async () => (await queryProduct(product, 'SELECT dead_letter_id FROM dead_letters', [])).length;
  const before = await count();
  product.kill('processors');
  await postBatch(shop, viewsFrom(41, 20));
  await product.stop();
  await product.start();
  await drained(product);
  assert.equal(await count(), before);
  assert.equal((await storedEventIds(product, shop.tenantId)).length, 60);
});
