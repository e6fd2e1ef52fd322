import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDistributed, type Product, startProduct, waitFor } from '#testing/product.ts';
import { type Answer, createShop, type Shop } from '#testing/shop.ts';
import { postBatch, postEvent, viewOf, type WireEvent } from '../support/events.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

const dayMs = 86_400_000;
let product: Product;
let shop: Shop;
/** How many distinct events this file has sent. */
let sent = 0;
const newView = (agoMs = 0) => viewOf(++sent, { agoMs });
/**
 * Sends an event again. One instance knows its own at once; another is told through Redis, which it waits for only as long as its append takes: it may answer 'new' to a repetition, and knows the next.
 */
async function repeat(event: WireEvent): Promise<Answer> {
  let answer = await postEvent(shop, event);
  const isRecognised = async () => {
    if (answer.status !== 200) answer = await postEvent(shop, event);
    return answer.status === 200;
  };
  if (isDistributed) await waitFor(isRecognised, () => 'the duplicate is recognised');
  return answer;
}

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

test('a new event answers 202, its duplicate 200 with meta.duplicate (FR-007)', async () => {
  const event = newView();
  const first = await postEvent(shop, event);
  const second = await repeat(event);
  assert.equal(first.status, 202);
  assert.equal(second.status, 200);
  assert.equal(second.body.meta.duplicate, true);
  assert.equal(second.body.data.eventId, first.body.data.eventId);
});

test('control: the same view a millisecond later is another event', async () => {
  const event = newView();
  await postEvent(shop, event);
  sent += 1;
  const later = { ...event, timestamp: new Date(Date.parse(event.timestamp ?? '') + 1).toISOString() };
  assert.equal((await postEvent(shop, later)).status, 202);
});

test('a duplicate that comes together with the first waits for it', async () => {
  const event = newView();
  const answers = await Promise.all(Array.from({ length: 8 }, () => postEvent(shop, event)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.ok(
    statuses.every((status) => status === 200 || status === 202),
    String(statuses),
  );
  // Each of several instances may answer 'new' to one of the concurrent requests; the event is stored once all the same, as the last test counts.
  const asNew = statuses.filter((status) => status === 202).length;
  assert.ok(asNew >= 1 && asNew <= (isDistributed ? 2 : 1), String(statuses));
});

test('a duplicate in another batch, and within one, counts as a duplicate', async () => {
  const [a, b, c] = [newView(), newView(), newView()];
  const first = await postBatch(shop, [a, b, a]);
  assert.equal(first.status, 202);
  assert.deepEqual([first.body.data.accepted, first.body.data.duplicates, first.body.data.rejected], [2, 1, 0]);
  if (isDistributed) for (const known of [a, b]) await repeat(known);
  const second = await postBatch(shop, [c, b, a]);
  assert.deepEqual([second.body.data.accepted, second.body.data.duplicates, second.body.data.rejected], [1, 2, 0]);
});

test('an event older than 24 h is flagged late and still recognised', async () => {
  const event = newView(3 * dayMs);
  const first = await postEvent(shop, event);
  assert.equal(first.status, 202);
  assert.equal(first.body.data.late, true);
  await drained(product);
  assert.equal((await postEvent(shop, event)).status, 200);
});

test('a duplicate is recognised after a restart', async () => {
  const merged = newView();
  await postEvent(shop, merged);
  await drained(product);
  const fresh = newView();
  await postEvent(shop, fresh);
  await product.stop();
  await product.start();
  assert.equal((await postEvent(shop, merged)).status, 200);
  assert.equal((await postEvent(shop, fresh)).status, 200);
});

test('a duplicate is recognised after kill -9 of the server right after the answer', async () => {
  const event = newView();
  assert.equal((await postEvent(shop, event)).status, 202);
  // The server first: once its parent is dead it is no longer among the parent's descendants, and would not be found.
  product.kill('server');
  product.kill('parent');
  await product.start();
  assert.equal((await postEvent(shop, event)).status, 200);
});

test('after all of it every event is stored once and counted once', async () => {
  await drained(product);
  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, sent);
  assert.equal(new Set(ids).size, sent);
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
});
