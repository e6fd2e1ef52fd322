import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { internalHeaders } from '#testing/readiness.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { backUpLog, removeLog } from '../support/change-log.ts';
import { postBatch, viewOf } from '../support/events.ts';
import { drained, storedEventIds } from '../support/recount.ts';

let product: Product;
let shop: Shop;

beforeEach(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
afterEach(() => product.remove());

const viewsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => viewOf(first + n));
const readiness = async () => (await fetch(`${product.url}/ready`, { headers: internalHeaders(product) })).text();

/** Puts the log back to an earlier state: acknowledged records that the tables hold are gone from it, and their offsets are given out again. */
async function setLogBack(): Promise<void> {
  await postBatch(shop, viewsFrom(1, 40));
  await drained(product);
  await product.stop();
  const backup = await backUpLog(product);
  await product.start();
  await postBatch(shop, viewsFrom(100, 40));
  await drained(product);
  await product.stop();
  await backup.restore();
}

test('a log that was truncated behind our back stops the partitions and is told, not skipped', async () => {
  await setLogBack();
  const start = product.start().catch(() => undefined);
  await waitFor(
    async () => /truncat|behind|beyond|differ|replaced/i.test(await readiness()),
    () => product.output(),
    60_000,
  );
  const doctor = await product.command('doctor', '--json');
  assert.notEqual(doctor.code, 0);
  assert.match(doctor.stdout, /truncat|behind|beyond|differ|replaced/i);
  await product.stop();
  await start;
});

test('a log that was replaced by a new one is a new log: it is read from its start, and old events still count once', async () => {
  const views = viewsFrom(1, 40);
  await postBatch(shop, views);
  await drained(product);
  await product.stop();
  await removeLog(product);
  await product.start();
  const again = await postBatch(shop, [...views, ...viewsFrom(100, 40)]);
  assert.equal(again.status, 202);
  await drained(product);
  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, 80);
  assert.equal(new Set(ids).size, 80);
});

test('control: a log that nobody touched goes on after a restart', async () => {
  await postBatch(shop, viewsFrom(1, 40));
  await drained(product);
  await product.stop();
  await product.start();
  await postBatch(shop, viewsFrom(100, 40));
  await drained(product);
  assert.equal((await storedEventIds(product, shop.tenantId)).length, 80);
});
