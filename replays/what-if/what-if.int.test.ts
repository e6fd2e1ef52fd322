import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import { encodeErasure, eventKey } from '#log/codec.ts';
import { sha256 } from '#runtime/sha256.ts';
import type { LedgerEntry } from '#schemas/http/ledger.ts';
import type { WhatIfReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';
import type { ApiApp } from '#testing/api-app.ts';
import type { ApiProcessors } from '#testing/api-processors.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { createItem } from '#testing/create-item.ts';
import { plainExposure } from '#testing/plain.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 4, 1);
let app: ApiApp;
let processors: ApiProcessors;
let replays: Replays;
let shop: Shop;

before(async () => {
  replays = await openReplays();
  ({ app, processors } = replays);
  shop = await createShop(app.url);
  for (const productId of ['mug', 'saucer', 'plate'])
    await createItem(app.url, shop.writeKey, { productId, name: productId, category: 'kitchen', price: 1 });
  await processors.append([...views(), ...shown('ada', 30), ...shown('bob', 31), ...shown('zoe', 32)]);
  await processors.drained();
});
after(() => replays.close());

const scope = () => app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
const at = (minute: number) => startMs + minute * minuteMs;
const views = () =>
  Array.from({ length: 24 }, (_, n) =>
    identifiedEvent({
      type: 'product_viewed',
      scope: scope(),
      userId: `shopper-${n}`,
      productId: ['mug', 'mug', 'mug', 'saucer', 'saucer', 'plate'][n % 6] ?? '',
      timestampMs: at(n),
    }),
  );
/** Mug and saucer are shown to somebody, who clicks and buys the mug. */
function shown(userId: string, minute: number) {
  const served = {
    scope: scope(),
    requestId: `request-${userId}`,
    placementId: 'home',
    userId,
    servedAtMs: at(minute),
  };
  const id = exposureIdOf(served, sha256);
  const question = JSON.stringify({ strategy: 'trending', limit: 2, fill: false });
  const exposure = plainExposure({ ...served, id, question, productIds: ['mug', 'saucer'] });
  const acts = { scope: scope(), userId, productId: 'mug' };
  const click = identifiedEvent({ ...acts, type: 'recommendation_clicked', timestampMs: at(minute) + 1_000 });
  const purchase = identifiedEvent({ ...acts, type: 'purchase', timestampMs: at(minute) + 2_000 });
  return [exposure, { ...click, exposureId: id }, purchase];
}
const noMug = { id: 'no-mug', name: 'No mug', enabled: true };
const exclude = { action: 'exclude', filter: { field: 'productId', in: ['mug'] } };
const ruled = { placementId: 'home', rules: [Object.assign({}, noMug, Object.fromEntries([['then', exclude]]))] };
const reportOf = ({ report, failure }: ReplayView): WhatIfReport => {
  assert.ok(report, failure ?? '');
  return report as WhatIfReport;
};

test('a rule that would have taken a product says what it loses: the product, its clicks and what they brought', async () => {
  const found = reportOf(await replays.run(shop, 'whatIf', ruled));
  assert.deepEqual([found.answers, found.reproduced, found.changed], [3, 1, 1]);
  assert.deepEqual(found.lost, [{ productId: 'mug', answers: 3 }]);
  assert.deepEqual(found.won, [{ productId: 'plate', answers: 3 }]);
  assert.deepEqual([found.clicks, found.today.clicksKept, found.changedWay.clicksKept], [3, 3, 0]);
  assert.deepEqual(
    [found.revenue, found.today.revenueKept, found.changedWay.revenueKept],
    ['3.0000', '3.0000', '0.0000'],
  );
  assert.deepEqual(reportOf(await replays.run(shop, 'whatIf', ruled)), found, 'and says the same again');
});

test('control: rules that take nothing lose nothing, and nothing live has changed', async () => {
  const found = reportOf(await replays.run(shop, 'whatIf', { placementId: 'home', rules: 'off' }));
  assert.deepEqual([found.changed, found.lost], [0, []]);
  const path = `${app.url}/api/v1/tenants/${shop.tenantId}/placements/home/rules`;
  assert.deepEqual((await ask(path, { token: shop.adminToken })).body.data.rules, []);
});

test('answers to shoppers who were erased are left out, and counted', async () => {
  await app.log.append('events', [
    { key: eventKey(scope(), 'zoe'), value: encodeErasure({ scope: scope(), userId: 'zoe', requestedAtMs: 0 }) },
  ]);
  await processors.drained();
  const found = reportOf(await replays.run(shop, 'whatIf', ruled));
  assert.deepEqual([found.answers, found.clicks], [2, 2]);
  assert.ok(!JSON.stringify(found).includes('zoe'));
});

test('of many answers as many as were asked for are chosen, evenly', async () => {
  await processors.append(Array.from({ length: 40 }, (_, n) => shown(`many-${n}`, 100 + n)).flat());
  await processors.drained();
  const found = reportOf(await replays.run(shop, 'whatIf', { ...ruled, answers: 10 }));
  assert.equal(found.answers, 10);
});

test('answers whose order was drawn estimate what another order would earn; the others have no part in it', async () => {
  const pinned = { id: 'saucer', name: 'Saucer first', enabled: true };
  const pin = { action: 'pin', productIds: ['saucer'], position: 0 };
  const rules = [Object.assign({}, pinned, Object.fromEntries([['then', pin]]))];
  assert.equal(reportOf(await replays.run(shop, 'whatIf', { placementId: 'home', rules })).counterfactual, null);
  // Drawn each time: the mug is clicked where it stands first.
  const drawn = Array.from({ length: 120 }, (_, n) => {
    const isSwapped = n % 2 === 1;
    const [exposure, click] = shown(`drawn-${n}`, 200 + n);
    assert.ok(exposure !== undefined && click !== undefined && 'question' in exposure);
    const exploration = { share: 1, from: isSwapped ? [1, 0] : [0, 1] };
    const question = JSON.stringify({ ...JSON.parse(exposure.question), exploration });
    const productIds = isSwapped ? ['saucer', 'mug'] : ['mug', 'saucer'];
    return [{ ...exposure, question, productIds, propensity: 0.5 }, ...(isSwapped ? [] : [click])];
  });
  await processors.append(drawn.flat());
  await processors.drained();
  const { counterfactual } = reportOf(await replays.run(shop, 'whatIf', { placementId: 'home', rules }));
  assert.deepEqual([counterfactual?.answers, counterfactual?.supported, counterfactual?.refused], [120, 1, null]);
  for (const { method, today, changed } of counterfactual?.estimates ?? []) {
    assert.ok(Math.abs(today - 1) < 0.05, method);
    assert.ok(Math.abs(changed) < 0.05, method);
  }
});

test('a prediction of another strategy stands beside the experiment that tries it later, and outlives its replay', async () => {
  const { id } = await replays.run(shop, 'whatIf', { placementId: 'home', strategy: 'session' });
  const api = `${app.url}/api/v1/tenants/${shop.tenantId}`;
  const asAdmin = (path: string, body?: object, method?: string) =>
    ask(`${api}${path}`, {
      token: shop.adminToken,
      ...(body === undefined ? {} : { body }),
      ...(method === undefined ? {} : { method }),
    });
  const ledger = async (): Promise<LedgerEntry[]> => (await asAdmin('/replays/ledger')).body.data;
  const [predicted] = await ledger();
  assert.deepEqual(
    [predicted?.replayId, predicted?.controlStrategy, predicted?.variantStrategy, predicted?.experiment],
    [id, 'collaborative', 'session', null],
  );
  const begin = async (controlStrategy: string) => {
    const settings = {
      name: 'Try',
      placementId: 'home',
      controlStrategy,
      variantStrategy: 'session',
      trafficSplit: 50,
    };
    const created = await asAdmin('/experiments', settings);
    assert.equal(created.status, 201, JSON.stringify(created.body));
    assert.equal((await asAdmin(`/experiments/${created.body.data.id}/start`, {})).status, 200);
    return created.body.data.id as string;
  };
  const other = await begin('trending');
  assert.equal((await ledger())[0]?.experiment, null, 'control: another pair of strategies');
  assert.equal((await asAdmin(`/experiments/${other}/complete`, {})).status, 200);
  const tried = await begin('collaborative');
  assert.equal((await asAdmin(`/replays/${id}`, undefined, 'DELETE')).status, 204);
  const [entry] = await ledger();
  assert.deepEqual(
    [entry?.replayId, entry?.experiment?.id, entry?.experiment?.status, entry?.experiment?.users],
    [id, tried, 'running', 0],
  );
  const theirs = await createShop(app.url, 'Theirs');
  assert.deepEqual(
    (await ask(`${app.url}/api/v1/tenants/${theirs.tenantId}/replays/ledger`, { token: theirs.adminToken })).body.data,
    [],
  );
});

test('what cannot be tried is refused with what to say', async () => {
  const nowhere = await replays.run(shop, 'whatIf', { placementId: 'nowhere', rules: 'off' });
  assert.match(nowhere.failure ?? '', /Nothing was shown to known shoppers on nowhere .* these have answers: home\.$/);
  const path = `${app.url}/api/v1/tenants/${shop.tenantId}/replays`;
  const asked = async (whatIf: object) => (await ask(path, { token: shop.adminToken, body: { whatIf } })).body;
  assert.match((await asked({ placementId: 'home' })).errors[0].message, /Say what would be set/);
  const bad = await asked({ placementId: 'home', rules: [{ id: 'x' }] });
  assert.equal(bad.status, 400);
  assert.match(JSON.stringify(bad.errors), /\/rules\/0/);
});
