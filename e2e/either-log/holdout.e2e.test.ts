import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch } from '../support/events.ts';
import { drained } from '../support/recount.ts';

const shoppers = 400;
const percent = 30;
const batchSize = 50;
const victims: readonly ProcessName[] = ['processors', 'server', 'postgres', 'parent'];

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

const isReady = () =>
  waitFor(
    async () => (await fetch(`${product.url}/ready`)).status === 200,
    () => product.output(),
    90_000,
  );

async function holdout(body?: Json): Promise<Json> {
  await isReady();
  const url = `${product.url}/api/v1/tenants/${shop.tenantId}/holdout`;
  const answer = await ask(url, { token: shop.adminToken, method: body === undefined ? 'GET' : 'PUT', body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.data;
}

/** Repeats a request until it has been answered, as a careful merchant would. */
async function until<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (;;) {
    await isReady();
    const answer = await attempt().catch(() => null);
    if (answer !== null) return answer;
  }
}

const recommended = (userId: string, placementId: string): Promise<Json> =>
  until(async () => {
    const url = `${product.url}/api/v1/recommendations?userId=${userId}&placementId=${placementId}&limit=3`;
    const { status, body } = await ask(url, { token: shop.readKey });
    return status === 200 ? body : null;
  });
const send = (events: readonly Json[]): Promise<Json> =>
  until(async () => {
    const { status, body } = await postBatch(shop, events);
    return status === 202 ? body : null;
  });

async function killed(victim: ProcessName): Promise<void> {
  const pid = product.pidOf(victim);
  product.kill(victim);
  if (victim === 'parent') await product.start();
  else
    await waitFor(
      async () => ![null, pid].includes(product.pidOf(victim)),
      () => `${victim} back\n${product.output()}`,
      90_000,
    );
}

const isHeldOut = (userId: string): boolean =>
  hash('sha256', userId + shop.tenantId, 'buffer').readUInt32BE(0) % 100 < percent;
const sidesOf = ({ arms }: Json) =>
  Object.fromEntries(arms.map(({ arm, users, purchases, revenue }: Json) => [arm, { users, purchases, revenue }]));
const recorded = async () =>
  (await queryProduct<{ users: number }>(product, 'SELECT count(DISTINCT user_id)::int AS users FROM exposures', []))[0]
    ?.users;

test('who is held out gets nothing and is counted; worth equals a recount from outside, with every process killed, purchases late and repeated, and after a rebuild', async (context) => {
  const random = createRandom(9);
  await holdout({ percent });
  const startMs = Date.now();
  const counted = { held_out: { users: 0, purchases: 0, revenue: 0 }, served: { users: 0, purchases: 0, revenue: 0 } };
  const bought: Json[] = [];
  for (let n = 0; n < shoppers; n += 1) {
    const userId = `shopper-${n}`;
    const { data, meta } = await recommended(userId, n % 2 === 0 ? 'home' : 'cart');
    assert.deepEqual([meta.holdout === true, meta.strategy === 'none'], [isHeldOut(userId), isHeldOut(userId)]);
    if (isHeldOut(userId)) assert.deepEqual(data, []);
    const side = counted[isHeldOut(userId) ? 'held_out' : 'served'];
    side.users += 1;
    const purchases = random.next() < 0.5 ? random.between(1, 3) : 0;
    for (let one = 0; one < purchases; one += 1) {
      const timestamp = new Date(startMs + 1_000 + one).toISOString();
      const metadata = { price: 12.5, quantity: 2, orderId: `order-${n}` };
      bought.push({ eventType: 'purchase', userId, productId: `p${one}`, timestamp, metadata });
      side.purchases += 1;
      side.revenue += 25;
    }
    // Two days before anybody was held out: it counts nowhere.
    if (n % 5 === 0)
      bought.push({
        eventType: 'purchase',
        userId,
        productId: 'early',
        timestamp: new Date(startMs - 2 * 86_400_000).toISOString(),
        metadata: { price: 1, quantity: 1, orderId: `early-${n}` },
      });
  }
  // What was answered waits in memory for some ms before it is on the log.
  await waitFor(
    async () => (await recorded()) === shoppers,
    () => 'all answers recorded',
  );
  const sent = [...bought, ...bought.filter(() => random.next() < 0.1)].toReversed();
  const batches = Array.from({ length: Math.ceil(sent.length / batchSize) }, (_, n) =>
    sent.slice(n * batchSize, (n + 1) * batchSize),
  );
  const killEvery = Math.floor(batches.length / (victims.length + 1));
  for (const [n, batch] of batches.entries()) {
    await send(batch);
    const victim = victims[n / killEvery - 1];
    if (victim === undefined) continue;
    context.diagnostic(`kill -9 ${victim} after ${(n + 1) * batchSize} events`);
    await killed(victim);
  }
  await isReady();
  await drained(product, 120_000);
  const { worth } = await holdout();
  assert.deepEqual(sidesOf(worth), counted);
  assert.match(worth.text, /^Too early to tell: /);
  // Control: one purchase more is another figure.
  assert.notDeepEqual(sidesOf(worth), { ...counted, served: { ...counted.served, purchases: 0 } });

  const rebuilt = await product.command('rebuild', 'experiment_results');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.deepEqual(sidesOf((await holdout()).worth), counted);

  const printed = await product.command('experiment', 'holdout', '--tenant', shop.tenantId);
  assert.equal(printed.code, 0, printed.stderr);
  assert.match(printed.stdout, /^Too early to tell: /);
  assert.match(
    printed.stdout,
    new RegExp(`${counted.held_out.users} shoppers held out, ${counted.served.users} served`),
  );
});
