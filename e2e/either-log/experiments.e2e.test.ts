import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { isDistributed, type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { startWorker } from '#testing/worker.ts';
import { type Arm, type ArmFigures, armOf, openTally, simulateShoppers, type Tally } from '../support/known-effect.ts';
import { createPatientClient, type PatientClient } from '../support/patient-client.ts';
import { drained } from '../support/recount.ts';
import { type Served, serveShopper } from '../support/served-shoppers.ts';
import { disturbed } from '../support/shopping.ts';

const shoppers = 800;
const servedBetweenKills = 12;
const batchSize = 100;
const victims: readonly ProcessName[] = ['processors', 'server', 'postgres', 'parent'];
/** Those that may take answers with them that are not recorded yet. */
const diesWithAnswers: readonly ProcessName[] = ['server', 'parent'];
const settings = { name: 'Baskets', controlStrategy: 'trending', variantStrategy: 'content_based' };
const strategyOf = { control: settings.controlStrategy, variant: settings.variantStrategy };

let product: Product;
let shop: Shop;
let client: PatientClient;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  client = createPatientClient(product, shop);
  const config = { strategies: { content_based: { minProducts: 1 } } };
  const configured = { method: 'PUT', token: shop.adminToken, body: { config } };
  assert.equal((await ask(`${product.url}/api/v1/tenants/${shop.tenantId}`, configured)).status, 200);
  for (const productId of ['p0', 'p1', 'p2', 'p3'])
    await createItem(product.url, shop.writeKey, { productId, name: 'Blue mug', category: 'kitchen', price: 1 });
  await waitFor(async () => (await client.recommend({})).data.length === 4, product.output);
});
after(() => product.remove());

const experiments = (path = '', method = 'GET', body?: unknown) =>
  ask(`${product.url}/api/v1/tenants/${shop.tenantId}/experiments${path}`, { token: shop.adminToken, method, body });

/** Whoever reported nothing entered by the answer, if this was recorded: a process that is killed loses its last. */
async function countSilent(silent: Served['silent'], experimentId: string, tally: Tally): Promise<number> {
  let recorded = 0;
  for (const { userId, requestId } of silent) {
    const { status } = await ask(`${product.url}/api/v1/exposures/${requestId}`, { token: shop.writeKey });
    if (status !== 200) continue;
    tally.count(armOf(userId, experimentId), 0, false);
    recorded += 1;
  }
  return recorded;
}

/** Resolves once every instance answers by the experiment; what an admin looks at makes nobody enter. */
async function inForce(id: string, placementId: string): Promise<void> {
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/recommendations?userId=nobody&placementId=${placementId}`;
  const look = async () => (await ask(path, { token: shop.adminToken })).body.meta.experiment?.id === id;
  await waitFor(async () => (await Promise.all(Array.from({ length: 12 }, look))).every(Boolean), product.output);
}

async function resultsOf(id: string): Promise<Json> {
  await client.ready();
  const { status, body } = await experiments(`/${id}/results`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}
const figuresOf = ({ arms }: Json): Record<string, ArmFigures> =>
  Object.fromEntries(arms.map(({ variant, sampleSize, ...figures }: Json) => [variant, figures]));

/** Without what grows while time passes. */
const timeless = ({ computedAt, checks, verdict: { daysLeft, ...verdict }, ...results }: Json): Json => ({
  ...results,
  verdict,
});

test('arms are served, and results equal a recount from outside: with every process killed, events late, repeated and out of order, and after a rebuild', async (context) => {
  const random = createRandom(20_261_129);
  const experiment = { ...settings, placementId: 'home', metric: 'conversion_rate' };
  const { id } = (await experiments('', 'POST', experiment)).body.data;
  const started = (await experiments(`/${id}/start`, 'POST')).body.data;
  const tally = openTally();
  const startMs = Date.parse(started.startedAt) + 1_000;
  const sent = disturbed(random, simulateShoppers(random, { shoppers, experimentId: id, startMs }, tally));
  const batches = Array.from({ length: Math.ceil(sent.length / batchSize) }, (_, n) =>
    sent.slice(n * batchSize, (n + 1) * batchSize),
  );
  await inForce(id, 'home');
  const rounds = victims.map((): Served => ({ metas: [], silent: [], late: [] }));
  const killEvery = Math.ceil(batches.length / (victims.length + 1));
  for (const [n, batch] of batches.entries()) {
    await client.send(batch);
    const round = n / killEvery - 1;
    const [victim, served] = [victims[round], rounds[round]];
    if (victim === undefined || served === undefined) continue;
    for (let one = 0; one < servedBetweenKills; one += 1)
      await serveShopper({ client, random, tally }, { experimentId: id, strategyOf }, `served-${n}-${one}`, served);
    context.diagnostic(`kill -9 ${victim} after ${(n + 1) * batchSize} events`);
    await client.kill(victim);
  }
  await client.ready();
  const late = rounds.flatMap((served) => served.late);
  await client.send([...late, ...late, ...sent.slice(0, 10)]);
  await drained(product, 120_000);
  const metas = rounds.flatMap((served) => served.metas);
  for (const [arm, of] of Map.groupBy(metas, ({ experiment }) => experiment.variant))
    assert.ok(
      of.some(({ strategy }) => strategy === strategyOf[arm as Arm]),
      `${arm} was answered by its strategy`,
    );
  assert.ok(
    metas.some(({ isFallback }) => isFallback),
    'whoever did nothing is told the arm all the same',
  );
  for (const [round, { silent }] of rounds.entries()) {
    const recorded = await countSilent(silent, id, tally);
    if (!diesWithAnswers.includes(victims[round]!))
      assert.equal(recorded, silent.length, 'an answer alone makes a user');
  }
  const { counted } = tally;
  const users = counted.control.users + counted.variant.users;
  const results = await resultsOf(id);
  assert.deepEqual(figuresOf(results), counted);
  assert.equal(results.sampleSize, users);
  assert.equal(results.isSignificant, true, 'three times as many buy');
  assert.ok(results.lift > 1);
  assert.ok(results.adjusted !== null, 'there was activity before');
  const { control } = counted;
  assert.notDeepEqual(
    figuresOf(results),
    { ...counted, control: { ...control, clicks: control.clicks + 1 } },
    'control',
  );

  const rebuilt = await product.command('rebuild', 'experiment_results');
  assert.equal(rebuilt.code, 0, rebuilt.stderr);
  assert.deepEqual(timeless(await resultsOf(id)), timeless(results));

  const printed = await product.command('experiment', 'results', id, '--json');
  assert.equal(printed.code, 0, printed.stderr);
  assert.equal(JSON.parse(printed.stdout).goal.difference.pValue, results.pValue);
  const replayed = await product.command('experiment', 'aa', id, '--runs', '100', '--json');
  assert.equal(replayed.code, 0, replayed.stderr);
  assert.equal(JSON.parse(replayed.stdout).users, users);
  assert.equal((await resultsOf(id)).replay.runs, 100, 'shown beside the results');

  await experiments(`/${id}/pause`, 'POST');
  const seen = { eventType: 'recommendation_impressed', productId: 'p0', metadata: { placementId: 'home' } };
  const timestamp = new Date().toISOString();
  await client.send([
    { ...seen, userId: 'newcomer', timestamp },
    { ...seen, userId: 'shopper-0', timestamp },
  ]);
  await drained(product);
  const paused = await resultsOf(id);
  assert.equal(paused.sampleSize, users, 'a pause takes nobody new');
  const shownIn = ({ arms }: Json) => arms.reduce((sum: number, { impressions }: Json) => sum + impressions, 0);
  assert.equal(shownIn(paused), shownIn(results) + 1, 'and counts on');
});

type Vector = { userId: string; experimentId: string; bucket: number };

test("a shopper's arm is that of the published vectors, the same from every instance, and after one is killed", async () => {
  const { vectors }: { vectors: Vector[] } = JSON.parse(
    readFileSync(new URL('../../schemas/assignment-vectors.json', import.meta.url), 'utf8'),
  );
  const split = 50;
  for (const wanted of new Set(vectors.map(({ experimentId }) => experimentId))) {
    const { id } = (await experiments('', 'POST', { ...settings, placementId: wanted, trafficSplit: split })).body.data;
    await queryProduct(product, 'UPDATE experiments SET experiment_id = $2 WHERE experiment_id = $1', [id, wanted]);
    await queryProduct(product, "SELECT append_control('experiment', $1, $2)", [wanted, shop.tenantId]);
    assert.equal((await experiments(`/${wanted}/start`, 'POST')).status, 200);
    await inForce(wanted, wanted);
  }
  const wanted = vectors.map(({ bucket }) => (bucket < split ? 'control' : 'variant'));
  assert.equal(new Set(wanted).size, 2);
  const armsFrom = (url: string) => {
    const { recommend } = createPatientClient({ ...product, url }, shop);
    const answers = vectors.map(({ userId, experimentId }) => recommend({ userId, placementId: experimentId }));
    return Promise.all(answers.map(async (answer) => (await answer).meta.experiment.variant));
  };
  assert.deepEqual(await armsFrom(product.url), wanted);
  // On the embedded log one server alone writes; there, another one comes once it is killed.
  const other = isDistributed ? await startWorker(product, 'query-api') : null;
  try {
    if (other !== null) assert.deepEqual(await armsFrom(other.url), wanted);
    await client.kill('server');
    assert.deepEqual(await armsFrom(product.url), wanted);
  } finally {
    await other?.stop();
  }
  assert.deepEqual(
    vectors.map(({ userId, experimentId }) => armOf(userId, experimentId)),
    wanted,
  );
});
