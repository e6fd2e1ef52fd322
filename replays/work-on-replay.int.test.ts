import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeErasure, eventKey } from '#log/codec.ts';
import type { EvaluationReport, RebuildReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';
import { giveBackReplay, takeReplay } from '#stores/replays/take-replay.ts';
import { finishReplay, tellProgress } from '#stores/replays/tell-replay.ts';
import type { ApiApp } from '#testing/api-app.ts';
import type { ApiProcessors } from '#testing/api-processors.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 4, 1);
let app: ApiApp;
let processors: ApiProcessors;
let replays: Replays;
let shop: Shop;
let other: Shop;

before(async () => {
  replays = await openReplays();
  ({ app, processors } = replays);
  [shop, other] = [await createShop(app.url, 'Ours'), await createShop(app.url, 'Theirs')];
});
after(() => replays.close());

const scopeOf = ({ tenantId }: Shop) => app.directory.tenant(tenantId)?.scopes.live ?? 0;
/** Shoppers look at one of ten products and then always at the one that goes with it. */
const pairsOf = (of: Shop, count: number) =>
  Array.from({ length: count }, (_, n) =>
    ['first', 'then'].map((name, step) =>
      identifiedEvent({
        type: 'product_viewed',
        scope: scopeOf(of),
        userId: `shopper-${n}`,
        productId: `${name}-${n % 10}`,
        timestampMs: startMs + (n * 3 + step) * minuteMs,
      }),
    ),
  ).flat();
const reportOf = <Report>({ report }: ReplayView) => report as Report;
const statesOf = async (ids: readonly string[], of = shop) =>
  Promise.all(ids.map(async (id) => (await replays.view(of, id)).state));
const cancel = (id: string, of = shop) =>
  ask(`${app.url}/api/v1/tenants/${of.tenantId}/replays/${id}`, { method: 'DELETE', token: of.adminToken });

test('an evaluation asks the stored events of a tenant, and gives the same figures each time', async () => {
  await processors.append(pairsOf(shop, 200));
  await processors.drained();
  const settings = { strategies: ['session', 'trending'], seen: 'drop', k: 1 };
  const [one, again] = [await replays.run(shop, 'evaluate', settings), await replays.run(shop, 'evaluate', settings)];
  assert.equal(one.state, 'done', one.failure ?? '');
  assert.deepEqual(again.report, one.report);
  const { figures, events } = reportOf<EvaluationReport>(one);
  const hitsOf = (name: string) => figures.find((figure) => figure.name === name)?.metrics.hr?.value ?? Number.NaN;
  assert.equal(hitsOf('session'), 1, 'what goes with a product is found');
  assert.ok(hitsOf('trending') < 0.5, 'control: what is popular is not');
  assert.equal(events, 400);
  assert.equal(one.secondsLeft, null);
});

test('what an erased shopper did is neither learnt nor asked about', async () => {
  const scope = scopeOf(shop);
  await app.log.append('events', [
    { key: eventKey(scope, 'shopper-7'), value: encodeErasure({ scope, userId: 'shopper-7', requestedAtMs: 0 }) },
  ]);
  await processors.drained();
  const done = await replays.run(shop, 'evaluate', { strategies: ['session'] });
  assert.equal(reportOf<EvaluationReport>(done).events, 398);
});

test('an evaluation without events, and one that would take more memory than is allowed, say what to do', async () => {
  const empty = await replays.run(other, 'evaluate', { strategies: ['session'] });
  assert.deepEqual([empty.state, empty.failure], ['failed', 'There are no events yet: send some, and ask again.']);
});

test('a rebuild is worked on, and the projection goes up by a version', async () => {
  const alone = await createShop(app.url, 'Alone');
  const { status, body } = await ask(`${app.url}/api/v1/tenants/${alone.tenantId}/replays`, {
    token: alone.adminToken,
    body: { rebuild: { projection: 'trending' } },
  });
  assert.equal(status, 403, 'a rebuild reads the events of others, too');
  assert.match(body.detail, /ask whoever runs this installation/);
  const { rows } = await app.owner.query<{ id: string }>(
    `INSERT INTO replays (tenant_id, kind, settings) VALUES ($1, 'rebuild', '{"projection": "trending"}') RETURNING replay_id AS id`,
    [alone.tenantId],
  );
  await replays.work(await replays.take());
  const done = await replays.view(alone, rows[0]?.id ?? '');
  assert.equal(done.state, 'done', done.failure ?? '');
  const { version, isLive, parity } = reportOf<RebuildReport>(done);
  assert.deepEqual([version, isLive, parity.verdict], [2, true, 'equal']);
});

test('a rebuild that finds a difference ends with the report of it, and names no rows of others', async () => {
  const run = async (of: Shop) => {
    const { rows } = await app.owner.query<{ id: string }>(
      `INSERT INTO replays (tenant_id, kind, settings) VALUES ($1, 'rebuild', '{"projection": "trending"}') RETURNING replay_id AS id`,
      [of.tenantId],
    );
    await replays.work(await replays.take());
    return reportOf<RebuildReport>(await replays.view(of, rows[0]?.id ?? ''));
  };
  await app.owner.query('UPDATE trending_buckets SET weight = weight + 1 WHERE scope = $1', [scopeOf(shop)]);
  const ours = await run(shop);
  assert.deepEqual([ours.isLive, ours.parity.verdict], [false, 'stopped']);
  assert.ok((ours.parity.tables[0]?.samples.length ?? 0) > 0);
  assert.deepEqual((await run(other)).parity.tables[0]?.samples, [], 'control: who is another tenant reads no row');
});

test('a tenant has one replay in work at a time, and the next tenant is not held up', async () => {
  const ids = [await replays.ask(shop, 'export', {}), await replays.ask(shop, 'export', {})].map(({ id }) => id);
  const theirs = await replays.ask(other, 'export', {});
  const waitingFor = async () =>
    Promise.all(ids.map(async (id) => (await replays.view(shop, id)).waitingFor)).then(async (ours) => [
      ...ours,
      (await replays.view(other, theirs.id)).waitingFor,
    ]);
  assert.deepEqual(await waitingFor(), [0, 1, 0], 'those of others are not counted');
  const first = await replays.take();
  const second = await replays.take();
  assert.deepEqual([first.id, second.id], [ids[0], theirs.id]);
  assert.deepEqual(await waitingFor(), [null, 1, null]);
  assert.equal(await takeReplay(replays.database), null);
  await replays.work(first);
  assert.equal((await replays.take()).id, ids[1], 'control: once the first is done, the next one is taken');
  for (const id of ids) await cancel(id);
  await cancel(theirs.id, other);
});

test('tenants take turns, whoever asked for more before', async () => {
  const ours = [];
  for (let n = 0; n < 3; n++) ours.push(await replays.ask(shop, 'export', {}));
  const theirs = await replays.ask(other, 'export', {});
  const order: string[] = [];
  for (let n = 0; n < 4; n++) {
    const taken = await replays.take();
    order.push(taken.id);
    await replays.work(taken);
  }
  const [first, second, third] = ours.map(({ id }) => id);
  assert.deepEqual(order.toSorted(), [first, second, third, theirs.id].toSorted());
  assert.ok(
    order.indexOf(theirs.id) <= 1,
    'theirs is the first or the second, though all of ours were asked for before',
  );
  assert.deepEqual(
    order.filter((id) => id !== theirs.id),
    [first, second, third],
  );
});

test('a process that was lost is replaced, and writes nothing when it comes back', async () => {
  const { id } = await replays.ask(shop, 'evaluate', { strategies: ['session'] });
  const lost = await replays.take();
  await giveBackReplay(replays.database, lost, 'died');
  const next = await replays.take();
  assert.deepEqual([next.id, next.starts], [id, 2]);
  const found = { report: { of: 'the lost one' }, files: [], filesUntil: null, prediction: null };
  assert.equal(await tellProgress(replays.database, lost, { phase: 'reading', done: 1, total: 2 }), false);
  assert.equal(await finishReplay(replays.database, lost, found), false);
  await replays.work(next);
  const done = await replays.view(shop, id);
  assert.equal(done.state, 'done');
  assert.notDeepEqual(done.report, found.report);
});

test('a process that was last heard of by a clock that is set back since is replaced as well', async () => {
  const { id } = await replays.ask(shop, 'export', {});
  await replays.take();
  assert.equal(await takeReplay(replays.database), null, 'control: it was heard of a moment ago');
  await app.owner.query(`UPDATE replays SET heard_at = now() + interval '1 day' WHERE replay_id = $1`, [id]);
  const next = await replays.take();
  assert.deepEqual([next.id, next.starts], [id, 2]);
  await replays.work(next);
});

test('a replay whose processes die again and again fails, and says why; one that was told to stop does not', async () => {
  const { id } = await replays.ask(shop, 'export', {});
  for (let n = 0; n < 5; n++) await giveBackReplay(replays.database, await replays.take(), 'stopped');
  assert.deepEqual(await statesOf([id]), ['queued']);
  for (let n = 0; n < 3; n++) await giveBackReplay(replays.database, await replays.take(), 'died');
  assert.equal(await takeReplay(replays.database), null);
  const failed = await replays.view(shop, id);
  assert.equal(failed.state, 'failed');
  assert.match(failed.failure ?? '', /ended 3 times/);
});

test('a replay that is cancelled keeps nothing, and ends its work', async () => {
  const { id } = await replays.ask(shop, 'evaluate', { strategies: ['session'] });
  const replay = await replays.take();
  assert.equal((await cancel(id)).status, 204);
  await replays.work(replay);
  assert.deepEqual(await statesOf([id]), ['cancelled']);
  assert.equal((await replays.view(shop, id)).report, null);
  assert.equal((await cancel(id)).status, 204, 'and a second time removes it');
  assert.equal(await replays.view(shop, id), null);
});

test('a replay is starting once it was taken up, then at its phases, and at none when it waits again or has ended', async () => {
  const { id } = await replays.ask(shop, 'export', {});
  const progress = async () => {
    const { state, phase, done, total } = await replays.view(shop, id);
    return [state, phase, done, total];
  };
  assert.deepEqual(await progress(), ['queued', null, 0, null]);
  const first = await replays.take();
  assert.deepEqual(await progress(), ['running', 'starting', 0, null]);
  await tellProgress(replays.database, first, { phase: 'events', done: 1, total: 2 });
  assert.deepEqual(await progress(), ['running', 'events', 1, 2], 'control: what it tells is its phase');
  await giveBackReplay(replays.database, first, 'stopped');
  assert.equal((await progress())[1], null);
  await replays.work(await replays.take());
  assert.deepEqual((await progress()).slice(0, 2), ['done', null]);
});
