import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom, type Random } from '#testing/random.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postBatch } from './support/events.ts';
import { drained } from './support/recount.ts';

const shoppers = 800;
const batchSize = 100;
const buying = { control: 0.1, variant: 0.3 };
const victims: readonly ProcessName[] = ['processors', 'server', 'postgres', 'parent'];

type Arm = keyof typeof buying;
type Figures = { users: number; impressions: number; clicks: number; conversions: number; revenue: number };

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

const experiments = (path = '', method = 'GET', body?: unknown) =>
  ask(`${product.url}/api/v1/tenants/${shop.tenantId}/experiments${path}`, { token: shop.adminToken, method, body });

const isReady = () =>
  waitFor(
    async () => (await fetch(`${product.url}/ready`)).status === 200,
    () => product.output(),
    90_000,
  );

/** As a careful merchant would: what got no answer is sent again, unchanged, until it has one. */
async function send(events: readonly Json[]): Promise<void> {
  for (;;) {
    await isReady();
    const answer = await postBatch(shop, events).catch(() => null);
    if (answer?.status === 202) {
      assert.equal(answer.body.data.rejected, 0, JSON.stringify(answer.body));
      return;
    }
    if (answer !== null) assert.ok([401, 429, 503].includes(answer.status), JSON.stringify(answer.body));
  }
}

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

/** Shoppers with a known effect: what they do, and what must be counted of it. */
function simulate(random: Random, experimentId: string, startMs: number) {
  const events: Json[] = [];
  const none = (): Figures => ({ users: 0, impressions: 0, clicks: 0, conversions: 0, revenue: 0 });
  const counted: Record<Arm, Figures> = { control: none(), variant: none() };
  for (let n = 0; n < shoppers; n += 1) {
    const userId = `shopper-${n}`;
    const arm: Arm = hash('sha256', userId + experimentId, 'buffer').readUInt32BE(0) % 100 < 50 ? 'control' : 'variant';
    const figures = counted[arm];
    const of = (eventType: string, productId: string, atMs: number, metadata: Json) =>
      events.push({ eventType, userId, productId, timestamp: new Date(startMs + atMs).toISOString(), metadata });
    const seen = random.between(1, 4);
    for (let shown = 0; shown < seen; shown += 1)
      of('recommendation_impressed', `p${shown}`, shown, { placementId: 'home' });
    of('recommendation_impressed', 'p0', 10, { placementId: 'elsewhere' });
    // More than a day before: such events are late.
    if (random.next() < 0.1) of('product_viewed', 'p1', -2 * 86_400_000, {});
    figures.users += 1;
    figures.impressions += seen;
    if (random.next() >= buying[arm]) continue;
    of('recommendation_clicked', 'p0', 20, { placementId: 'home' });
    of('purchase', 'p0', 30, { price: 12.5, quantity: 2, orderId: `order-${n}` });
    figures.clicks += 1;
    figures.conversions += 1;
    figures.revenue += 25;
  }
  return { events, counted };
}

/** Out of order, and a tenth of them twice. */
function disturbed(random: Random, events: readonly Json[]): Json[] {
  const sent = [...events, ...events.filter(() => random.next() < 0.1)];
  for (let n = sent.length - 1; n > 0; n -= 1) {
    const other = random.between(0, n);
    [sent[n], sent[other]] = [sent[other], sent[n]];
  }
  return sent;
}

async function resultsOf(id: string): Promise<Json> {
  await isReady();
  const { status, body } = await experiments(`/${id}/results`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}
const figuresOf = ({ arms }: Json): Record<string, Figures> =>
  Object.fromEntries(arms.map(({ variant, sampleSize, ...figures }: Json) => [variant, figures]));

/** Without what grows while time passes. */
const timeless = ({ computedAt, checks, verdict: { daysLeft, ...verdict }, ...results }: Json): Json => ({
  ...results,
  verdict,
});

test('results equal a recount from outside, with every process killed, events late, repeated and out of order, and after a rebuild', async (context) => {
  const random = createRandom(20_261_129);
  const settings = {
    name: 'Baskets',
    placementId: 'home',
    controlStrategy: 'trending',
    variantStrategy: 'collaborative',
  };
  const { id } = (await experiments('', 'POST', { ...settings, metric: 'conversion_rate' })).body.data;
  const started = (await experiments(`/${id}/start`, 'POST')).body.data;
  const { events, counted } = simulate(random, id, Date.parse(started.startedAt) + 1_000);
  const sent = disturbed(random, events);
  const batches = Array.from({ length: Math.ceil(sent.length / batchSize) }, (_, n) =>
    sent.slice(n * batchSize, (n + 1) * batchSize),
  );
  const killEvery = Math.ceil(batches.length / (victims.length + 1));
  for (const [n, batch] of batches.entries()) {
    await send(batch);
    const victim = victims[n / killEvery - 1];
    if (victim === undefined) continue;
    context.diagnostic(`kill -9 ${victim} after ${(n + 1) * batchSize} events`);
    await killed(victim);
  }
  await isReady();
  await drained(product, 120_000);
  const results = await resultsOf(id);
  assert.deepEqual(figuresOf(results), counted);
  assert.equal(results.sampleSize, shoppers);
  assert.equal(results.isSignificant, true, 'three times as many buy');
  assert.ok(results.lift > 1);
  assert.ok(results.adjusted !== null, 'there was activity before');
  // Control: one conversion more is another result.
  assert.notDeepEqual(figuresOf(results), { ...counted, control: { ...counted.control, conversions: 0 } });

  const rebuilt = await product.command('rebuild', 'experiment_results');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.deepEqual(timeless(await resultsOf(id)), timeless(results));

  const printed = await product.command('experiment', 'results', id, '--json');
  assert.equal(printed.code, 0, printed.stderr);
  assert.equal(JSON.parse(printed.stdout).goal.difference.pValue, results.pValue);
  const replayed = await product.command('experiment', 'aa', id, '--runs', '100', '--json');
  assert.equal(replayed.code, 0, replayed.stderr);
  assert.equal(JSON.parse(replayed.stdout).users, shoppers);
  assert.equal((await resultsOf(id)).replay.runs, 100, 'shown beside the results');

  await experiments(`/${id}/pause`, 'POST');
  const late = { eventType: 'recommendation_impressed', productId: 'p0', metadata: { placementId: 'home' } };
  const timestamp = new Date().toISOString();
  await send([
    { ...late, userId: 'newcomer', timestamp },
    { ...late, userId: 'shopper-0', timestamp },
  ]);
  await drained(product);
  const paused = await resultsOf(id);
  assert.equal(paused.sampleSize, shoppers, 'a pause takes nobody new');
  const shownIn = ({ arms }: Json) => arms.reduce((sum: number, { impressions }: Json) => sum + impressions, 0);
  assert.equal(shownIn(paused), shownIn(results) + 1, 'and counts on');
});
