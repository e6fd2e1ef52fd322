/**
 * `npm run soak -- --minutes 60`: a product of its own under mixed load, sampled every few seconds. Ends with 1 if memory, file descriptors, sockets or connections rise over
 * the last half of it, or if what is stored differs from what was acknowledged; otherwise it tells both and ends with 0.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProduct } from '#testing/product.ts';
import { ask, createShop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';
import { type Bound, judgeTrend, type Sample } from './judge-trend.ts';
import { startMixedLoad } from './mixed-load.ts';
import { sampleProcesses } from './sample-processes.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const lengthMs = Number(values.minutes) * 60_000;
const samplesWanted = 120;
const sampleEveryMs = Math.max(2_000, lengthMs / samplesWanted);
/** Models and caches grow with the shoppers that the load makes, so memory may rise by a tenth within a quarter of the time. */
const boundOf = (measure: string): Bound =>
  measure.endsWith('MiB') ? { part: 0.1, atLeast: 48 } : { part: 0.1, atLeast: 8 };

const product = await startProduct();
try {
  const shop = await createShop(product.url);
  const load = startMixedLoad(shop);
  const samples: Sample[] = [];
  for (const until = performance.now() + lengthMs; performance.now() < until; ) {
    await delay(sampleEveryMs);
    samples.push(await sampleProcesses(product));
  }
  await load.stop();
  await drained(product);

  const stored = await storedEventIds(product, shop.tenantId);
  assert.deepEqual(load.events.ledger.compare(stored), { lost: [], twice: [] });
  assert.equal(
    stored.length,
    load.events.sent + load.beside,
    'every event that was acknowledged is stored, and no other',
  );
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  const named = await queryProduct(product, `SELECT user_id FROM events WHERE user_id = ANY($1)`, [load.erased]);
  assert.deepEqual(named, [], 'no shopper who was erased is named');
  for (const [productId, price] of load.prices) {
    const { body } = await ask(`${product.url}/api/v1/catalog/${productId}`, { token: shop.readKey });
    assert.equal(body.data.price, price, productId);
  }
  console.log(`${stored.length} events, ${load.asked} questions, ${load.erased.length} erasures: the ledger holds`);
  const [middle, last] = [samples[samples.length >> 1], samples.at(-1)];
  for (const [measure, value] of Object.entries(last ?? {}))
    console.log(`${measure}: ${middle?.[measure]} in the middle, ${value} at the end`);
  const rising = judgeTrend(samples, boundOf);
  for (const line of rising) console.error(line);
  process.exitCode = rising.length === 0 ? 0 : 1;
} finally {
  await product.remove();
}
