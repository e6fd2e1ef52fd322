import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { judgeExperiment } from '#domain/experiments/judge-experiment.ts';
import type { Arms } from '#domain/experiments/judge-metric.ts';
import { addUserSums, noUserSums, sumsOfUser } from '#domain/experiments/statistics/user-sums.ts';
import type { Readiness } from '#schemas/http/health.ts';
import { sumInteractions } from '#stores/experiment-results/interactions.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { createRandom } from '#testing/random.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  shop = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(async () => {
  await processors.close();
  await app.remove();
});

const experimentsUrl = () => `${app.url}/api/v1/tenants/${shop.tenantId}/experiments`;
const asAdmin = (path: string, method = 'GET', body?: unknown) =>
  ask(`${experimentsUrl()}${path}`, { token: shop.adminToken, method, body });

async function startExperiment(placementId: string): Promise<string> {
  const settings = {
    name: 'A',
    placementId,
    controlStrategy: 'trending',
    variantStrategy: 'collaborative',
    metric: 'conversion_rate',
  };
  const { body } = await asAdmin('', 'POST', settings);
  assert.equal((await asAdmin(`/${body.data.id}/start`, 'POST')).status, 200);
  return body.data.id;
}
const scopeOf = async (space: 'live' | 'test') =>
  (
    await app.owner.query<{ scope: number }>('SELECT scope FROM scopes WHERE tenant_id = $1 AND space = $2', [
      shop.tenantId,
      space,
    ])
  ).rows[0]!.scope;

/** Shoppers who see, click and buy; those of the variant buy twice as often. Returns what the sums of the arms must be. */
async function shopAt(placementId: string, experimentId: string, users: number): Promise<Arms> {
  const random = createRandom(users);
  const scope = await scopeOf('live');
  const startMs = Date.now();
  const arms: Arms = { control: noUserSums, variant: noUserSums };
  const events: ShopEvent[] = [];
  for (let n = 0; n < users; n += 1) {
    const userId = `shopper-${n}`;
    const arm = hash('sha256', userId + experimentId, 'buffer').readUInt32BE(0) % 100 < 50 ? 'control' : 'variant';
    const of = (type: ShopEvent['type'], productId: string, atMs: number) => {
      const place = type.startsWith('recommendation_') ? { placementId } : {};
      events.push(identifiedEvent({ scope, type, userId, productId, timestampMs: startMs + atMs, ...place }));
    };
    const seen = random.between(1, 5);
    for (let shown = 0; shown < seen; shown += 1) of('recommendation_impressed', `p${shown}`, 1_000 + shown);
    const buys = random.next() < (arm === 'control' ? 0.1 : 0.25);
    if (buys) {
      of('recommendation_clicked', 'p0', 2_000);
      of('purchase', 'p0', 3_000);
    }
    const active = random.between(0, 2);
    for (let view = 0; view < active; view += 1) of('product_viewed', `p${view}`, -3_600_000 + view);
    const [clicks, conversions] = buys ? [1, 1] : [0, 0];
    const figures = { impressions: seen, clicks, conversions, revenue: conversions, activity: active };
    arms[arm] = addUserSums(arms[arm], sumsOfUser(figures));
  }
  await processors.append(events);
  await processors.drained();
  return arms;
}

const resultsOf = async (id: string, query = '') => {
  const { status, body } = await asAdmin(`/${id}/results${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data as Json;
};

test('results are what the statistics say of the shoppers counted one by one', async () => {
  const id = await startExperiment('home');
  const arms = await shopAt('home', id, 1_200);
  const results = await resultsOf(id);
  const experiment = { ...(await asAdmin(`/${id}`)).body.data, experimentId: id };
  const judged = judgeExperiment(experiment, arms, { crossovers: 0, ranMs: 0 });
  const { goal } = judged;
  assert.equal(results.controlMetric, goal.control);
  assert.equal(results.variantMetric, goal.variant);
  assert.equal(results.lift, goal.lift);
  assert.equal(results.pValue, goal.difference.pValue);
  assert.ok(results.pValue < 0.05);
  assert.equal(results.isSignificant, true);
  assert.deepEqual(results.confidenceInterval, goal.liftInterval);
  assert.equal(results.sampleSize, 1_200);
  assert.equal(results.sequential.pValue, goal.sequential.pValue);
  assert.equal(results.adjusted.pValue, goal.cuped?.difference.pValue);
  assert.deepEqual(
    results.secondary.map(({ metric, pValue, pValueHolm }: Json) => ({ metric, pValue, pValueHolm })),
    judged.secondary.map(({ metric, difference, pValueHolm }) => ({ metric, pValue: difference.pValue, pValueHolm })),
  );
  for (const arm of results.arms as Json[]) {
    const { users, impressions, clicks, conversions, revenue } = arms[arm.variant as 'control'];
    assert.deepEqual(arm, {
      variant: arm.variant,
      users,
      impressions,
      clicks,
      conversions,
      revenue,
      sampleSize: users,
    });
  }
  assert.deepEqual(
    results.days.map(({ control, variant }: Json) => [control, variant]),
    [[arms.control.users, arms.variant.users]],
  );
  assert.equal(results.verdict.rule, 'first_days');
  assert.equal(results.winsorised.variantMetric, arms.variant.revenue / arms.variant.users);
  assert.deepEqual((await resultsOf(id, '?space=test')).sampleSize, 0);
});

test('meta says how far the results are: what is not counted yet, and whether anything is counted', async () => {
  const id = await startExperiment('fresh');
  await shopAt('fresh', id, 1);
  const freshnessOf = async () => (await asAdmin(`/${id}/results`)).body.meta.freshness;
  const behindBy = async (lag: Readiness['lag']) => {
    app.setReadiness({ status: 'ready', parts: { postgres: { state: 'up' } }, lag });
    return (await freshnessOf()).lag;
  };
  assert.equal(await behindBy({ 'loader/0': 2, 'loader/1': 3, 'catalog/0': 7 }), 5);
  assert.equal(await behindBy({ 'loader/0': 0 }), 0, 'control');
  const { foldedAt, isStale, hasFormerCurrency } = await freshnessOf();
  assert.ok(Date.parse(foldedAt) > Date.now() - 3_600_000);
  assert.deepEqual([isStale, hasFormerCurrency], [false, false]);
  await app.owner.query(`UPDATE projections SET state = 'stale' WHERE name = 'experiment_results'`);
  assert.equal((await freshnessOf()).isStale, true);
  await app.owner.query(`UPDATE projections SET state = 'live' WHERE name = 'experiment_results'`);
});

test('what was said is kept with its date: a verdict is stored when it is first shown, and not again', async () => {
  const id = await startExperiment('cart');
  const first = (await resultsOf(id)).verdicts;
  assert.deepEqual(
    first.map(({ decision, rule }: Json) => `${decision}: ${rule}`),
    ['wait: no_users'],
  );
  await shopAt('cart', id, 20);
  const rules = async () => (await resultsOf(id)).verdicts.map(({ rule }: Json) => rule);
  assert.deepEqual(await rules(), ['no_users', 'first_days']);
  assert.deepEqual(await rules(), ['no_users', 'first_days']);
});

test('an A/A replay splits the same users at random, is kept, and is shown beside the results', async () => {
  const id = await startExperiment('side');
  assert.equal((await asAdmin(`/${id}/aa`, 'POST')).status, 409, 'nobody is no pass');
  await shopAt('side', id, 300);
  assert.equal((await resultsOf(id)).replay, null);
  const { status, body } = await asAdmin(`/${id}/aa`, 'POST');
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.data.users, body.data.runs], [300, 1_000]);
  for (const { metric, share } of body.data.falsePositives) assert.ok(share < 0.1, `${metric}: ${share}`);
  for (const { share, shareInterval, effectiveUsers, lowConfidence } of body.data.falsePositives) {
    assert.ok(shareInterval.lower < share && share < shareInterval.upper);
    assert.ok(effectiveUsers > 0 && effectiveUsers <= 300);
    assert.equal(lowConfidence, effectiveUsers < 100);
  }
  assert.deepEqual((await resultsOf(id)).replay, body.data);
  const again = (await asAdmin(`/${id}/aa`, 'POST')).body.data;
  assert.deepEqual(again.falsePositives, body.data.falsePositives, 'the seed is the experiment');
});

test('results of another tenant, or of no experiment, are not there', async () => {
  const id = await startExperiment('foreign');
  const foreign = await ask(`${app.url}/api/v1/tenants/${theirs.tenantId}/experiments/${id}/results`, {
    token: theirs.adminToken,
  });
  assert.equal(foreign.status, 404);
  assert.equal((await asAdmin('/018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f/aa', 'POST')).status, 404);
});

test('an experiment that runs beside another is checked for what the other changes, by the users of both', async () => {
  const [one, other] = [await startExperiment('upper'), await startExperiment('lower')];
  await shopAt('upper', one, 200);
  await shopAt('lower', other, 150);
  const processor = openDatabase({ url: app.testDatabase.processorUrl, max: 1, applicationName: 'processor' });
  await sumInteractions(processor);
  await sumInteractions(processor);
  await processor.close();
  const textsOf = async (id: string) =>
    (await resultsOf(id)).checks.filter(({ name }: Json) => name === 'interaction').map(({ text }: Json) => text);
  assert.ok((await textsOf(one)).some((text: string) => text.startsWith('150 users')));
  assert.ok((await textsOf(other)).some((text: string) => text.startsWith('150 users')));
});
