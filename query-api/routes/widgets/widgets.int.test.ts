import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type OpenDirectory, openDirectory } from '#stores/control/open-directory.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
/** What another process holds. */
let other: OpenDirectory;
const dir = mkdtempSync(join(tmpdir(), 'recomengine-widgets-'));

before(async () => {
  app = await openApiApp();
  other = await openDirectory(app.database, { hmacSecret: 'of no matter', cacheFile: join(dir, 'other.json') });
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(async () => {
  await other.close();
  await app.remove();
  rmSync(dir, { recursive: true });
});

const widgets = (path = '', body?: unknown, method?: string, token = ours.adminToken, headers = {}) =>
  ask(`${app.url}/api/v1/tenants/${ours.tenantId}/widgets${path}`, { token, body, method, headers });
const look = (placementId: string, headers: Record<string, string> = {}, token = ours.readKey) =>
  ask(`${app.url}/api/v1/widgets/${encodeURIComponent(placementId)}`, { token, headers });
const untilOtherHas = (placementId: string, version: number | undefined) =>
  waitFor(
    async () => other.widgetAt(ours.tenantId, placementId)?.version === version,
    () => `version ${version} of ${placementId} in another process`,
  );

const defaults = {
  currency: 'USD',
  title: null,
  layout: 'grid',
  columns: 4,
  showPrice: true,
  showRating: false,
  ctaText: 'View Product',
  maxItems: 8,
  theme: { primaryColor: '#2563EB', fontFamily: 'inherit' },
};

test('a placement has the defaults until a widget is saved for it, and again when that is deleted (FR-022)', async () => {
  assert.deepEqual((await look('home')).body.data, { placementId: 'home', version: 0, ...defaults });
  const made = await widgets('', { placementId: 'home', title: 'For you' });
  assert.equal(made.status, 201);
  assert.deepEqual([made.body.data.version, made.body.data.strategy], [1, null]);
  assert.deepEqual((await look('home')).body.data, { placementId: 'home', version: 1, ...defaults, title: 'For you' });
  await untilOtherHas('home', 1);
  assert.equal((await widgets(`/${made.body.data.id}`, undefined, 'DELETE')).status, 204);
  assert.equal((await look('home')).body.data.version, 0);
  await untilOtherHas('home', undefined);
  assert.equal((await widgets(`/${made.body.data.id}`)).status, 404);
});

test('a change names only what it changes, is in force everywhere, and has a version with who made it', async () => {
  const { id } = (await widgets('', { placementId: 'cart', theme: { primaryColor: '#fff' } })).body.data;
  const changed = await widgets(
    `/${id}`,
    { columns: 2, strategy: 'trending', theme: { fontFamily: 'Arial, "Noto Sans"' } },
    'PUT',
  );
  assert.equal(changed.status, 200);
  const { theme, columns, strategy, layout, version } = changed.body.data;
  assert.deepEqual(theme, { primaryColor: '#fff', fontFamily: 'Arial, "Noto Sans"' });
  assert.deepEqual([columns, strategy, layout, version], [2, 'trending', 'grid', 2]);
  await untilOtherHas('cart', 2);
  assert.equal(other.widgetAt(ours.tenantId, 'cart')?.config.strategy, 'trending');
  assert.deepEqual((await widgets(`/${id}`)).body.data, changed.body.data);
  assert.equal('strategy' in (await look('cart')).body.data, false, 'pages are not told what the server asks');

  const versions = (await widgets(`/${id}/versions`)).body;
  const { adminId } = (await ask(`${app.url}/api/v1/tenants/${ours.tenantId}/audit`, { token: ours.adminToken })).body
    .data[0];
  assert.deepEqual(
    versions.data.map((one: { version: number; adminId: string; config: { columns: number } }) => [
      one.version,
      one.adminId,
      one.config.columns,
    ]),
    [
      [2, adminId, 2],
      [1, adminId, 4],
    ],
  );
  assert.equal(versions.meta.total, 2);
});

test('a roll-back makes an earlier version the next one', async () => {
  const { id } = (await widgets('', { placementId: 'list', layout: 'list' })).body.data;
  await widgets(`/${id}`, { layout: 'carousel', strategy: 'trending' }, 'PUT');
  const back = await widgets(`/${id}/rollback`, { version: 1 });
  assert.deepEqual(
    [back.status, back.body.data.version, back.body.data.layout, back.body.data.strategy],
    [200, 3, 'list', null],
  );
  assert.equal((await look('list')).body.data.layout, 'list');
  assert.equal((await widgets(`/${id}/rollback`, { version: 9 })).status, 404);
  assert.equal((await widgets(`/${id}/rollback`, { version: 2 })).body.data.layout, 'carousel', 'and forth');
});

test('a change, a roll-back or a deletion that names another version than the widget has is a 412 that says which it has', async () => {
  const { id } = (await widgets('', { placementId: 'seen' })).body.data;
  const changes = [
    [`/${id}`, { columns: 3 }, 'PUT'],
    [`/${id}/rollback`, { version: 1 }, 'POST'],
    [`/${id}`, undefined, 'DELETE'],
  ] as const;
  const read = await widgets(`/${id}`);
  assert.equal(read.headers.get('etag'), '"1"');
  assert.equal((await widgets(`/${id}`, undefined, 'GET', ours.adminToken, { 'if-none-match': '"1"' })).status, 304);
  let version = 1;
  for (const [path, body, method] of changes) {
    for (const seen of [`"${version + 1}"`, `W/"${version}"`, '"0"']) {
      const refused = await widgets(path, body, method, ours.adminToken, { 'if-match': seen });
      assert.deepEqual(
        [refused.status, refused.headers.get('etag'), refused.body.meta?.version],
        [412, `"${version}"`, version],
        `${method} ${seen}`,
      );
    }
    assert.equal((await widgets(path, body, method, ours.adminToken, { 'if-match': 'none' })).status, 400, 'no tag');
    const seen = await widgets(path, body, method, ours.adminToken, { 'if-match': `"${version}"` });
    assert.deepEqual(
      [seen.status, seen.headers.get('etag')],
      method === 'DELETE' ? [204, null] : [200, `"${++version}"`],
      `control: ${method}`,
    );
  }
  const { id: again } = (await widgets('', { placementId: 'seen' })).body.data;
  const at1 = { 'if-match': '"1"' };
  const many = await Promise.all(
    [2, 3, 4, 5].map((columns) => widgets(`/${again}`, { columns }, 'PUT', ours.adminToken, at1)),
  );
  assert.deepEqual(many.map(({ status }) => status).sort(), [200, 412, 412, 412], 'of many that saw the same, one');
});

test('the newest 100 versions are kept', async () => {
  const { id } = (await widgets('', { placementId: 'busy' })).body.data;
  for (let n = 0; n < 101; n++) await widgets(`/${id}`, { columns: 2 + (n % 5) }, 'PUT');
  const { data, meta } = (await widgets(`/${id}/versions?limit=1`)).body;
  assert.deepEqual([data[0].version, meta.total], [102, 100]);
  assert.equal((await widgets(`/${id}/rollback`, { version: 2 })).status, 404);
  assert.equal((await widgets(`/${id}/rollback`, { version: 4 })).status, 200, 'control: one that is kept');
});

test('a second widget of a placement is a 409, also among many at once', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => widgets('', { placementId: 'once' })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...new Array(7).fill(409)]);
  const foreign = await ask(`${app.url}/api/v1/tenants/${theirs.tenantId}/widgets`, {
    token: theirs.adminToken,
    body: { placementId: 'once' },
  });
  assert.equal(foreign.status, 201, "control: another tenant's placement of that name");
});

test('what a widget cannot be is a 400 at its place', async () => {
  for (const [change, path] of [
    [{ columns: 7 }, '/columns'],
    [{ columns: 2.5 }, '/columns'],
    [{ maxItems: 3 }, '/maxItems'],
    [{ layout: 'pile' }, '/layout'],
    [{ strategy: 'magic' }, '/strategy'],
    [{ colour: 'red' }, '/colour'],
    [{ theme: { primaryColor: 'red' } }, '/theme/primaryColor'],
    [{ theme: { primaryColor: '#12345' } }, '/theme/primaryColor'],
    [{ theme: { fontFamily: 'Arial; background: url(//evil.example)' } }, '/theme/fontFamily'],
    [{ theme: { fontFamily: '"Arial' } }, '/theme/fontFamily'],
    [{ theme: { fontFamily: 'Arial,' } }, '/theme/fontFamily'],
    [{ theme: { fontFamily: '\\41 rial' } }, '/theme/fontFamily'],
  ] as const) {
    const { status, body } = await widgets('', { placementId: 'bad', ...change });
    assert.deepEqual(
      [status, body.errors?.map((error: { path: string }) => error.path)],
      [400, [path]],
      JSON.stringify(change),
    );
  }
  for (const fontFamily of ['inherit', 'Arial, sans-serif', "'Times New Roman',serif", 'Noto Sans 3, Inter'])
    assert.equal(
      (await widgets('', { placementId: `font ${fontFamily}`, theme: { fontFamily } })).status,
      201,
      fontFamily,
    );
});

test('a page of an allowed origin gets it with an ETag, asks again within 60 s, and gets a 304 until it changes', async () => {
  const { id } = (await widgets('', { placementId: 'a page/ü' })).body.data;
  const origin = 'https://shop.example';
  const first = await look('a page/ü', { origin });
  assert.equal(first.headers.get('access-control-allow-origin'), origin);
  const maxAge = Number(/max-age=(\d+)/.exec(first.headers.get('cache-control') ?? '')?.[1]);
  assert.ok(maxAge > 0 && maxAge <= 60, `${maxAge}`);
  const known = { 'if-none-match': first.headers.get('etag') ?? '' };
  const again = await look('a page/ü', known);
  assert.deepEqual([again.status, again.body], [304, '']);
  await widgets(`/${id}`, { ctaText: 'Buy' }, 'PUT');
  assert.equal((await look('a page/ü', known)).body.data?.ctaText, 'Buy');
});

test('widgets come in pages, in the order of their placements', async () => {
  const all = (await widgets('?limit=100')).body;
  const placements = all.data.map(({ placementId }: { placementId: string }) => placementId);
  assert.deepEqual(placements, [...placements].sort());
  const page = (await widgets('?limit=2&offset=1')).body;
  assert.deepEqual(page.data, all.data.slice(1, 3));
  assert.deepEqual(page.meta.total, all.meta.total);
});

test("another tenant's widget is a 404 by its id too", async () => {
  const { id } = (await widgets('', { placementId: 'ours' })).body.data;
  const asThem = (path: string, body?: unknown, method?: string) =>
    ask(`${app.url}/api/v1/tenants/${theirs.tenantId}/widgets/${id}${path}`, {
      token: theirs.adminToken,
      body,
      method,
    });
  assert.equal((await asThem('')).status, 404);
  assert.equal((await asThem('', { columns: 3 }, 'PUT')).status, 404);
  assert.equal((await asThem('', undefined, 'DELETE')).status, 404);
  assert.equal((await asThem('/versions')).status, 404);
  assert.equal((await asThem('/rollback', { version: 1 })).status, 404);
  assert.equal((await look('ours', {}, theirs.readKey)).body.data.version, 0);
  assert.equal((await widgets(`/${id}`)).status, 200, 'control: its own tenant');
});

test('a suspended tenant keeps its widgets and changes none; every act is on the audit trail, once per Idempotency-Key', async () => {
  const shop = await createShop(app.url, 'Suspended');
  const at = (path: string, body?: unknown, method?: string, headers = {}) =>
    ask(`${app.url}/api/v1/tenants/${shop.tenantId}${path}`, { token: shop.adminToken, body, method, headers });
  const once = { 'idempotency-key': 'one-widget' };
  const { id } = (await at('/widgets', { placementId: 'home' }, 'POST', once)).body.data;
  assert.equal((await at('/widgets', { placementId: 'home' }, 'POST', once)).body.data.id, id, 'a retry');
  await at(`/widgets/${id}`, { columns: 3 }, 'PUT');
  await at(`/widgets/${id}/rollback`, { version: 1 });
  await at('', { status: 'suspended' }, 'PUT');
  for (const [path, body, method] of [
    ['/widgets', { placementId: 'other' }, 'POST'],
    [`/widgets/${id}`, { columns: 3 }, 'PUT'],
    [`/widgets/${id}`, undefined, 'DELETE'],
    [`/widgets/${id}/rollback`, { version: 1 }, 'POST'],
  ] as const) {
    const refused = await at(path, body, method);
    assert.deepEqual(
      [refused.status, refused.body.detail.split(':')[0]],
      [403, 'Tenant suspended'],
      `${method} ${path}`,
    );
  }
  assert.equal((await at('/widgets')).body.meta.total, 1);
  await at('', { status: 'active' }, 'PUT');
  await at(`/widgets/${id}`, undefined, 'DELETE');
  const acts = (await at('/audit')).body.data.filter(({ action }: { action: string }) => action.startsWith('widget.'));
  assert.deepEqual(
    acts.map(({ action }: { action: string }) => action),
    ['widget.deleted', 'widget.rolled_back', 'widget.updated', 'widget.created'],
  );
});
