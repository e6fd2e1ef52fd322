import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  [ours, theirs] = [await createShop(app.url, 'Ours'), await createShop(app.url, 'Theirs')];
});
after(() => app.remove());

const pathOf = (shop: Shop) => `${app.url}/api/v1/tenants/${shop.tenantId}/replays`;
const post = (shop: Shop, body: unknown, headers = {}) => ask(pathOf(shop), { token: shop.adminToken, body, headers });
const get = (shop: Shop, rest = '') => ask(`${pathOf(shop)}${rest}`, { token: shop.adminToken });
const remove = (shop: Shop, id: string) => ask(`${pathOf(shop)}/${id}`, { token: shop.adminToken, method: 'DELETE' });

test('a replay is answered with where to look for it, and stands in the list of its tenant alone', async () => {
  const { status, headers, body } = await post(ours, { export: { format: 'parquet' } });
  assert.equal(status, 202);
  assert.equal(headers.get('location'), `/api/v1/tenants/${ours.tenantId}/replays/${body.data.id}`);
  assert.deepEqual(
    [body.data.kind, body.data.settings, body.data.state, body.data.files],
    ['export', { space: 'live', format: 'parquet' }, 'queued', []],
  );
  assert.deepEqual((await get(ours, `/${body.data.id}`)).body.data, body.data);
  assert.deepEqual([(await get(ours)).body.meta.total, (await get(theirs)).body.meta.total], [1, 0]);
  assert.equal((await get(theirs, `/${body.data.id}`)).status, 404);
  assert.equal((await remove(theirs, body.data.id)).status, 404);
  assert.equal((await get(ours, `/${body.data.id}`)).body.data.state, 'queued', 'control: it is still there');
  assert.equal((await remove(ours, body.data.id)).status, 204);
});

test('what cannot be done is refused with what to send', async () => {
  const said = async (body: unknown) => {
    const { status, body: problem } = await post(ours, body);
    return [status, problem.errors?.[0]?.message ?? problem.detail].join(' ');
  };
  assert.match(await said({}), /^400 Name one thing to do/);
  assert.match(await said({ export: {}, evaluate: { strategies: ['session'] } }), /^400 Name one thing to do/);
  assert.match(await said({ import: {} }), /^400 Remove `import`.*evaluate, whatIf, asOf, export, rebuild/);
  assert.match(await said({ export: { format: 'xlsx' } }), /"jsonl", "avro" or "parquet"/);
  assert.match(
    await said({ export: { from: '2026-02-30x' } }),
    /`export.from` must be a day of the calendar. For example: 2026-03-01/,
  );
  assert.match(await said({ export: { from: '2026-13-01' } }), /must be a day of the calendar/);
  assert.match(await said({ export: { to: '2026-02-30' } }), /`export.to` must be a day of the calendar/);
  assert.match(await said({ whatIf: { placementId: 'home', config: {} } }), /Say what would be set/);
  assert.match(await said({ whatIf: { placementId: '*', rules: 'off' } }), /must be one placement/);
  assert.match(await said({ export: { from: '2026-03-02', to: '2026-03-01' } }), /exchange them/);
  assert.match(await said({ evaluate: { strategies: [] } }), /at least 1/);
  assert.match(await said({ evaluate: { strategies: ['alphabetical'] } }), /must be/);
  assert.match(await said({ evaluate: { strategies: ['session'], settings: { session: { depth: 1 } } } }), /`depth`/);
  assert.match(await said({ rebuild: { projection: 'events' } }), /"catalog"/);
});

test('a queue has its length, and says when to come again', async () => {
  const asked = [];
  for (let n = 0; n < 10; n++) asked.push((await post(theirs, { export: {} })).body.data.id);
  const refused = await post(theirs, { export: {} });
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '60']);
  assert.equal((await post(ours, { export: {} })).status, 202, "control: another tenant's queue is its own");
  for (const id of asked) assert.equal((await remove(theirs, id)).status, 204);
  assert.equal((await post(theirs, { export: {} })).status, 202);
});

test('a request that is sent again asks for nothing more', async () => {
  const key = { 'idempotency-key': 'export-of-today' };
  const [one, again] = [await post(ours, { export: {} }, key), await post(ours, { export: {} }, key)];
  assert.equal(again.body.data.id, one.body.data.id);
});

test('of the files only those that a replay lists are given, whole', async () => {
  const { id } = (await post(ours, { export: {} })).body.data;
  const folder = join(app.dir, 'replays', id, 'events');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'part-0.jsonl'), 'line\n');
  writeFileSync(join(app.dir, 'replays', id, 'written.jsonl'), 'not listed');
  const file = { path: 'events/part-0.jsonl', rows: 1, bytes: 5, sha256: 'abc' };
  const lost = { path: 'events/part-1.jsonl', rows: 1, bytes: 5, sha256: 'def' };
  await app.owner.query(`UPDATE replays SET state = 'done', files = $2 WHERE replay_id = $1`, [
    id,
    JSON.stringify([file, lost]),
  ]);
  const fetched = (path: string, shop = ours) => get(shop, `/${id}/file?path=${encodeURIComponent(path)}`);
  const given = await fetched(file.path);
  assert.deepEqual([given.status, given.body, given.headers.get('etag')], [200, 'line\n', '"abc"']);
  assert.match(given.headers.get('content-disposition') ?? '', /attachment; filename="events_part-0.jsonl"/);
  for (const path of ['written.jsonl', '../../secrets.json', '/etc/passwd', '..'])
    assert.equal((await fetched(path)).status, 404, path);
  assert.equal((await fetched(file.path, theirs)).status, 404);
  assert.match((await fetched(lost.path)).body.detail, /not on this machine/);
});

test('who asked, cancelled and removed is in the audit trail', async () => {
  const { id } = (await post(ours, { evaluate: { strategies: ['session'] } })).body.data;
  await remove(ours, id);
  await remove(ours, id);
  const { data } = (await ask(`${app.url}/api/v1/tenants/${ours.tenantId}/audit`, { token: ours.adminToken })).body;
  const acts = data
    .filter((act: { subjectId: string }) => act.subjectId === id)
    .map(({ action }: { action: string }) => action);
  assert.deepEqual(acts.reverse(), ['replay.asked', 'replay.cancelled', 'replay.removed']);
});
