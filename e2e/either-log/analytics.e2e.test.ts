import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { type Counted, figuresOf, recountAnalytics, type Told } from '#testing/recount-analytics.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import {
  type AnalyticsQuestion,
  analyticsQuestions,
  askAnalytics,
  askedSpan,
  compareWithBefore,
  recountAll,
  spanQuery,
} from '../support/analytics-questions.ts';
import type { WireEvent } from '../support/events.ts';
import { createPatientClient, type PatientClient } from '../support/patient-client.ts';
import { drained } from '../support/recount.ts';
import { disturbed, shopBefore, toldOf } from '../support/shopping.ts';

const seed = 20_261_130;
const visitsBefore = 240;
const batchSize = 50;
const shoppersOfRound = 6;
/** Each round ends with a kill; the last one does not. */
const rounds: readonly (ProcessName | null)[] = ['processors', 'server', 'postgres', 'parent', null];
const projections = ['analytics', 'attribution', 'top_products', 'usage'];
const catalog = ['mug', 'pan', 'cup', 'pot'];
const nameOf = (productId: string) => (catalog.includes(productId) ? `A ${productId}, "blue"` : null);

/** A tenant, with what was acknowledged to it, in that order. */
type Merchant = { shop: Shop; client: PatientClient; currency: string; told: Told[] };

let product: Product;
let home: Merchant;
let abroad: Merchant;
/** Questions that were answered. */
let questions = 0;

before(async () => {
  product = await startProduct();
  const shop = await createShop(product.url);
  home = { shop, client: createPatientClient(product, shop), currency: 'USD', told: [] };
  const branch = await createBranch(shop, 'EUR');
  abroad = { shop: branch, client: createPatientClient(product, branch), currency: 'EUR', told: [] };
  for (const productId of catalog)
    await createItem(product.url, shop.writeKey, {
      productId,
      name: nameOf(productId)!,
      category: 'kitchen',
      price: 1,
    });
  await waitFor(async () => (await visit('nobody', 'home')).products.length === catalog.length, product.output);
});
after(() => product.remove());

/** Another tenant of the same admin. */
async function createBranch(shop: Shop, currency: string): Promise<Shop> {
  const create = async (path: string, body: object): Promise<Json> =>
    (await ask(`${shop.url}/api/v1/tenants${path}`, { token: shop.adminToken, body })).body.data;
  const { id } = await create('', { name: 'Branch', config: { currency } });
  const { key } = await create(`/${id}/api-keys`, { name: 'write', permissions: 'read_write', space: 'live' });
  return { ...shop, tenantId: id, writeKey: key };
}

async function tell({ client, told }: Merchant, events: readonly WireEvent[]): Promise<void> {
  const ids = await client.send(events);
  told.push(...events.map((event, n) => toldOf(event, ids[n]!)));
}

type Visit = { userId: string; placementId: string; products: string[]; meta: Json };

async function visit(userId: string, placementId: string): Promise<Visit> {
  const { data, meta } = await home.client.recommend({ userId, placementId });
  questions += 1;
  return { userId, placementId, products: data.map(({ productId }) => productId), meta };
}

/** Every product is seen, the first one clicked; `metadata` says where, and by which strategy. */
function shown({ userId, products }: Visit, metadata: Record<string, unknown>, laterMs = 0): WireEvent[] {
  const timestamp = new Date(Date.now() - 60_000 + laterMs).toISOString();
  const of = (eventType: string, productId: string) => ({ eventType, userId, productId, timestamp, metadata });
  return [
    ...products.map((productId) => of('recommendation_impressed', productId)),
    of('recommendation_clicked', products[0]!),
  ];
}

/** Under the answer's token: told twice, told anew a second later, and told by the shop's server as well. */
async function reportByPage(by: Visit): Promise<void> {
  const { placementId, meta } = by;
  const metadata = { placementId, strategy: meta.strategy };
  const seen = shown(by, metadata);
  for (const events of [seen, seen, shown(by, metadata, 1_000)]) {
    const bare = events.map(({ eventType, productId, timestamp }) => ({ eventType, productId, timestamp }));
    const results = await home.client.report(meta.trackingToken, bare);
    home.told.push(...events.map((event, n) => toldOf(event, results[n].eventId, meta.requestId)));
  }
  await tell(home, seen.slice(0, 2));
}

/** By the shop's server, which names no strategy: it is that of the answer, once this is recorded. */
async function reportByServer(by: Visit): Promise<void> {
  const { userId, placementId, meta } = by;
  const exposure = `${product.url}/api/v1/exposures/${meta.requestId}`;
  await waitFor(
    async () => (await ask(exposure, { token: home.shop.writeKey })).status === 200,
    product.output,
    90_000,
  );
  home.told.push({ kind: 'answer', id: meta.requestId, userId, placementId, strategy: meta.strategy });
  await tell(home, shown(by, { placementId }));
}

async function shopNow(round: number): Promise<void> {
  for (let n = 0; n < shoppersOfRound; n += 1) {
    const by = await visit(`shopper-${round}-${n}`, n % 3 === 0 ? 'cart' : 'home');
    await (n % 2 === 0 ? reportByPage(by) : reportByServer(by));
    const timestamp = new Date(Date.now() - 30_000).toISOString();
    const [productId = ''] = by.products;
    await tell(home, [
      { eventType: 'purchase', userId: by.userId, productId, timestamp, metadata: { price: 12.5, quantity: 1 + n } },
      { eventType: 'remove_from_cart', userId: by.userId, productId, timestamp },
    ]);
  }
}

/** What the API says of everything that was told; `recounted` is the same from outside. */
async function answers(asked: readonly AnalyticsQuestion[], nowMs: number): Promise<Json> {
  const { adminToken: token, tenantId } = home.shop;
  const api = `${product.url}/api/v1`;
  const all = await ask(`${api}/analytics/overview?${new URLSearchParams(spanQuery(askedSpan(nowMs)))}`, { token });
  const usage = await ask(`${api}/tenants/${tenantId}/usage?months=2`, { token });
  const events = usage.body.data.reduce((sum: number, month: Json) => sum + month.events, 0);
  return { reports: await askAnalytics(home.shop, asked), all: all.body.data, events };
}

function recounted(asked: readonly AnalyticsQuestion[], nowMs: number, told = home.told): Json {
  const [ours, theirs] = [recountAnalytics(told, home.currency), recountAnalytics(abroad.told, abroad.currency)];
  const overviewOf = (counted: readonly Counted[]) => compareWithBefore(counted, askedSpan(nowMs));
  const revenue = [
    { currency: abroad.currency, ...overviewOf(theirs).revenue },
    { currency: home.currency, ...overviewOf(ours).revenue },
  ];
  const events = new Set(told.flatMap(({ kind, id }) => (kind === 'event' ? [id] : []))).size;
  const all = { ...overviewOf([...ours, ...theirs]), revenue, tenants: 2 };
  return { reports: recountAll(asked, ours), all, events };
}

test('every figure equals a recount of what was acknowledged: with every process killed, events late, repeated and out of order, and after a rebuild', async (context) => {
  const random = createRandom(seed);
  const nowMs = Date.now();
  const sent = disturbed(random, shopBefore(random, nowMs, visitsBefore));
  const sentAbroad = disturbed(random, shopBefore(random, nowMs, batchSize / 5));
  const perRound = Math.ceil(sent.length / rounds.length);
  for (const [round, victim] of rounds.entries()) {
    const batches: WireEvent[][] = [];
    for (let at = round * perRound; at < Math.min(sent.length, (round + 1) * perRound); at += batchSize)
      batches.push(sent.slice(at, Math.min(at + batchSize, (round + 1) * perRound)));
    const [last = [], ...others] = batches;
    for (const batch of others) await tell(home, batch);
    await tell(abroad, sentAbroad);
    await shopNow(round);
    const goOn = () => tell(home, last);
    if (victim !== null) {
      context.diagnostic(`kill -9 ${victim} after ${home.told.length} acknowledged`);
      await home.client.kill(victim, goOn);
    }
    if (victim === null || victim === 'parent') await goOn();
  }
  const endedAt = performance.now();
  await home.client.ready();
  await drained(product, 120_000);
  context.diagnostic(`all counted ${Math.round(performance.now() - endedAt)} ms after the last acknowledgement`);

  const asked = analyticsQuestions(nowMs, nameOf);
  const wanted = recounted(asked, nowMs);
  assert.deepEqual(await answers(asked, nowMs), wanted);
  const { foreignCurrency, conversions, revenue } = figuresOf(recountAnalytics(home.told, home.currency));
  assert.ok(foreignCurrency > 5 && conversions > 3 * foreignCurrency && revenue > 0, 'clicks met purchases');
  const repeated = home.told.map((one, n) => ({ ...one, id: `${one.id} ${n}` }));
  assert.notDeepEqual(recounted(asked, nowMs, repeated).reports, wanted.reports, 'control: duplicates');
  const onTime = home.told.filter((one) => one.kind === 'answer' || one.atMs > nowMs - 86_400_000);
  assert.notDeepEqual(recounted(asked, nowMs, onTime).reports, wanted.reports, 'control: late ones');

  for (const projection of projections) {
    const rebuilt = await product.command('rebuild', projection);
    assert.equal(rebuilt.code, 0, rebuilt.stderr);
  }
  assert.deepEqual(await answers(asked, nowMs), wanted, 'after a rebuild');
});

test('questions count in usage: those of a killed process but for its last second, and none twice', async () => {
  const usage = `${product.url}/api/v1/tenants/${home.shop.tenantId}/usage?months=2`;
  const requests = async () => {
    const { body } = await ask(usage, { token: home.shop.adminToken });
    return body.data.reduce((sum: number, month: Json) => sum + month.recommendationRequests, 0);
  };
  const before = await requests();
  for (let n = 0; n < 5; n += 1) await visit('nobody', 'home');
  await waitFor(async () => (await requests()) >= before + 5, product.output);
  const counted = await requests();
  assert.ok(counted <= questions, `${counted} of ${questions}`);
});
