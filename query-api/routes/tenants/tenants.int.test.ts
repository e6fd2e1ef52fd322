import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let api: string;
let ours: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  api = `${app.url}/api/v1`;
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(() => app.remove());

const asAdmin = (path: string, body?: unknown, method?: string, headers?: Record<string, string>) =>
  ask(`${api}${path}`, { token: ours.adminToken, body, method, headers });
const newTenant = async (body: Record<string, unknown> = {}): Promise<string> =>
  (await asAdmin('/tenants', { name: 'Another', ...body })).body.data.id;
const newKey = (tenantId: string, body: Record<string, unknown> = {}) =>
  asAdmin(`/tenants/${tenantId}/api-keys`, { name: 'Key', permissions: 'read_write', ...body });
const put = (tenantId: string, body: unknown) => asAdmin(`/tenants/${tenantId}`, body, 'PUT');
const catalogBy = (key: string, headers: Record<string, string> = {}) => ask(`${api}/catalog`, { token: key, headers });

test('a new tenant is active with the defaults, and a change names only what it changes (FR-003)', async () => {
  const id = await newTenant({ config: { currency: 'EUR' } });
  const { data } = (await asAdmin(`/tenants/${id}`)).body;
  assert.deepEqual([data.status, data.config.currency, data.config.cacheTtlSeconds], ['active', 'EUR', 300]);
  const changed = await put(id, { config: { cacheTtlSeconds: 10, strategies: { collaborative: { minUsers: 2 } } } });
  assert.equal(changed.status, 200);
  assert.deepEqual((await asAdmin(`/tenants/${id}`)).body.data.config, {
    ...data.config,
    cacheTtlSeconds: 10,
    strategies: { ...data.config.strategies, collaborative: { ...data.config.strategies.collaborative, minUsers: 2 } },
  });
});

test('changes at once all come through, each of its own part', async () => {
  const id = await newTenant();
  await Promise.all([
    put(id, { name: 'Renamed' }),
    put(id, { config: { cacheTtlSeconds: 7 } }),
    put(id, { config: { excludePurchased: false } }),
    put(id, { config: { timeZone: 'Europe/Berlin' } }),
  ]);
  const { name, config } = (await asAdmin(`/tenants/${id}`)).body.data;
  assert.deepEqual(
    [name, config.cacheTtlSeconds, config.excludePurchased, config.timeZone],
    ['Renamed', 7, false, 'Europe/Berlin'],
  );
});

test('with If-Match a change is made only of what was seen, and what others have changed stays', async () => {
  const id = await newTenant();
  const tagOf = async () => (await asAdmin(`/tenants/${id}`)).headers.get('etag') ?? '';
  const named = (name: string, tag: string) =>
    asAdmin(`/tenants/${id}`, { config: { eventNames: [{ name, takenAs: 'product_viewed' }] } }, 'PUT', {
      'if-match': tag,
    });
  const seen = await tagOf();
  const first = await named('Looked', seen);
  assert.deepEqual([first.status, first.headers.get('etag')], [200, await tagOf()]);
  assert.equal((await named('Peeked', seen)).status, 412);
  const { config } = (await asAdmin(`/tenants/${id}`)).body.data;
  assert.deepEqual(config.eventNames, [{ name: 'Looked', takenAs: 'product_viewed' }]);
  assert.equal((await named('Peeked', await tagOf())).status, 200, 'control: as it is now');
  assert.equal((await named('Peeked', '*')).status, 200);
  const { data: acts } = (await asAdmin(`/tenants/${id}/audit`)).body;
  assert.deepEqual(
    acts
      .filter(({ action }: Json) => action === 'tenant.updated')
      .map(({ detail }: Json) => detail.before.config.eventNames[0]?.name),
    ['Peeked', 'Looked', undefined],
  );
});

test('a configuration that cannot be is a 400 at its place', async () => {
  for (const [config, path] of [
    [{ timeZone: 'Mars/Olympus' }, '/config/timeZone'],
    [{ currency: 'QQQ' }, '/config/currency'],
    [{ allowedOrigins: ['https://Shop.example'] }, '/config/allowedOrigins/0'],
    [{ defaultStrategy: 'magic' }, '/config/defaultStrategy'],
    [{ cacheTtl: 1 }, '/config/cacheTtl'],
    [{ eventNames: [{ name: 'purchase', takenAs: 'ignore' }] }, '/config/eventNames/0/name'],
    [{ eventNames: [{ name: 'Looked', takenAs: 'looked' }] }, '/config/eventNames/0/takenAs'],
  ] as const) {
    const answer = await asAdmin('/tenants', { name: 'Bad', config });
    assert.equal(answer.status, 400);
    assert.deepEqual(
      answer.body.errors.map((error: { path: string }) => error.path),
      [path],
    );
  }
});

test("the list has an admin's own tenants in pages, and all of them for a super admin", async () => {
  const mine = (await asAdmin('/tenants?limit=100')).body;
  assert.ok(mine.data.every(({ id }: { id: string }) => id !== theirs.tenantId));
  const page = (await asAdmin('/tenants?limit=1&offset=1')).body;
  assert.deepEqual([page.data.length, page.meta.total, page.meta.limit, page.meta.offset], [1, mine.data.length, 1, 1]);
  assert.equal(page.data[0].id, mine.data[1].id);
  assert.equal((await asAdmin('/tenants?limit=101')).status, 400);

  await app.owner.query(`UPDATE admins SET role = 'super_admin' WHERE email = $1`, [theirs.email]);
  const login = await ask(`${api}/auth/login`, { body: { email: theirs.email, password: theirs.password } });
  const all = await ask(`${api}/tenants?limit=100`, { token: login.body.data.accessToken });
  assert.equal(all.body.meta.total, mine.meta.total + 1);
  const seen = await ask(`${api}/tenants/${ours.tenantId}`, { token: login.body.data.accessToken });
  assert.equal(seen.status, 200);
  await app.owner.query(`UPDATE admins SET role = 'admin' WHERE email = $1`, [theirs.email]);
});

test('a suspended tenant: keys 403, admin reads go on, writes 403 but for status and deletion (FR-003)', async () => {
  const id = await newTenant();
  const { key, id: keyId } = (await newKey(id)).body.data;
  assert.equal((await catalogBy(key)).status, 200);
  assert.equal((await put(id, { status: 'suspended' })).status, 200);
  const refused = await catalogBy(key);
  assert.deepEqual([refused.status, refused.body.detail.split(':')[0]], [403, 'Tenant suspended']);
  assert.equal((await asAdmin(`/tenants/${id}`)).status, 200);
  assert.equal((await put(id, { name: 'New name' })).status, 403);
  assert.equal((await put(id, { status: 'active', name: 'New name' })).status, 403);
  assert.equal((await newKey(id)).status, 403);
  assert.equal((await asAdmin(`/tenants/${id}/api-keys/${keyId}`, undefined, 'DELETE')).status, 403);
  assert.equal((await asAdmin(`/tenants/${id}/dead-letters/redrive`, { deadLetterIds: ['1'] })).status, 403);
  assert.equal((await put(id, { status: 'active' })).status, 200);
  assert.equal((await catalogBy(key)).status, 200, 'control: back to active');
  await put(id, { status: 'suspended' });
  assert.equal((await asAdmin(`/tenants/${id}`, undefined, 'DELETE')).status, 204);
});

test('a deleted tenant: keys 401, everything of it 404, its rows kept', async () => {
  const id = await newTenant();
  const { key } = (await newKey(id)).body.data;
  assert.equal((await asAdmin(`/tenants/${id}`, undefined, 'DELETE')).status, 204);
  assert.equal((await catalogBy(key)).status, 401);
  assert.equal((await asAdmin(`/tenants/${id}`)).status, 404);
  assert.equal((await asAdmin(`/tenants/${id}`, undefined, 'DELETE')).status, 404);
  assert.equal((await put(id, { status: 'active' })).status, 404);
  const { rowCount } = await app.owner.query(`SELECT FROM tenants WHERE tenant_id = $1 AND status = 'deleted'`, [id]);
  assert.equal(rowCount, 1);
});

test('a key is shown once, stored as an HMAC only, and listed by its prefix (FR-005, NFR-006)', async () => {
  const id = await newTenant();
  const { data } = (await newKey(id, { space: 'test', name: 'Sandbox', readsPerMinute: 5 })).body;
  assert.match(data.key, /^rk_test_[0-9A-Za-z]{24}$/);
  assert.deepEqual(
    [data.permissions, data.space, data.readsPerMinute, data.writesPerMinute],
    ['read_write', 'test', 5, 500],
  );
  const listed = (await asAdmin(`/tenants/${id}/api-keys`)).body.data;
  assert.deepEqual(
    [listed.length, listed[0].id, listed[0].keyPrefix, listed[0].lastUsedAt],
    [1, data.id, data.key.slice(0, 12), null],
  );
  assert.ok(!JSON.stringify(listed).includes(data.key));
  const { rows } = await app.owner.query<{ row: string }>('SELECT k::text AS row FROM api_keys k WHERE key_id = $1', [
    data.id,
  ]);
  assert.ok(!rows[0]?.row.includes(data.key.slice(12)));
});

test('the eleventh active key is a 409, also among 20 at once, and a revoked one makes room', async () => {
  const id = await newTenant();
  const answers = await Promise.all(Array.from({ length: 20 }, () => newKey(id)));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...new Array(10).fill(201), ...new Array(10).fill(409)]);
  const first = answers.find(({ status }) => status === 201)!.body.data;
  assert.equal((await asAdmin(`/tenants/${id}/api-keys/${first.id}`, undefined, 'DELETE')).status, 204);
  assert.equal((await catalogBy(first.key)).status, 401, 'in force when it was answered');
  assert.equal((await asAdmin(`/tenants/${id}/api-keys/${first.id}`, undefined, 'DELETE')).status, 404);
  const next = await newKey(id);
  assert.equal(next.status, 201);
  assert.equal((await catalogBy(next.body.data.key)).status, 200, 'in force when it was answered');
});

test('lastUsedAt is told within 5 s of the first use, without a write per request (FR-006)', async () => {
  const id = await newTenant();
  const { key } = (await newKey(id)).body.data;
  const usedFromMs = Date.now();
  for (let asked = 0; asked < 20; asked++) await catalogBy(key);
  const lastUsed = async () => (await asAdmin(`/tenants/${id}/api-keys`)).body.data[0].lastUsedAt;
  await waitFor(
    async () => (await lastUsed()) !== null,
    () => 'lastUsedAt',
    5_000,
  );
  assert.ok(Date.parse(await lastUsed()) >= usedFromMs);
  const first = await lastUsed();
  for (let asked = 0; asked < 20; asked++) await catalogBy(key);
  assert.equal(await lastUsed(), first, 'the next write waits its turn');
});

test('a key is for pages of the allowed origins; a preflight carries none and passes', async () => {
  const id = await newTenant({ config: { allowedOrigins: ['https://shop.example'] } });
  const { key } = (await newKey(id, { permissions: 'read' })).body.data;
  const allowed = await catalogBy(key, { origin: 'https://shop.example' });
  assert.deepEqual([allowed.status, allowed.headers.get('access-control-allow-origin')], [200, 'https://shop.example']);
  assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
  const foreign = await catalogBy(key, { origin: 'https://evil.example' });
  assert.deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [403, null]);
  assert.equal((await catalogBy(key)).status, 200, 'a server has no origin');
  const preflight = await ask(`${api}/catalog`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-api-key',
    },
  });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-headers')], [204, 'x-api-key']);
});

test('rate limits are told, and passing them is a 429 with Retry-After', async () => {
  const id = await newTenant();
  const { key } = (await newKey(id, { readsPerMinute: 2 })).body.data;
  const answers = [await catalogBy(key), await catalogBy(key), await catalogBy(key)];
  // The minute of the clock may have turned in between: then the third is the first or second of the next.
  const last = answers[2]!.status === 429 ? answers[2]! : await catalogBy(key).then(() => catalogBy(key));
  assert.equal(answers[0]!.headers.get('ratelimit-limit'), '2');
  assert.equal(last.status, 429);
  assert.ok(Number(last.headers.get('retry-after')) >= 1);
});

test('a write with an Idempotency-Key happens once, and the retry gets the same answer, sealed in between', async () => {
  const id = await newTenant();
  const create = (key: string, name = 'Key') =>
    asAdmin(`/tenants/${id}/api-keys`, { name, permissions: 'read' }, 'POST', { 'idempotency-key': key });
  const [first, second] = [await create('once-1'), await create('once-1')];
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.deepEqual(second.body.data, first.body.data);
  assert.equal((await create('once-1', 'Other')).status, 409, 'the same key for another request');
  assert.equal((await asAdmin(`/tenants/${id}/api-keys`)).body.data.length, 1);
  const { rows } = await app.owner.query<{ row: string }>('SELECT i::text AS row FROM idempotency_keys i');
  assert.ok(rows.every(({ row }) => !row.includes(first.body.data.key)));
  assert.equal((await create('schlüssel')).status, 400);
  assert.notEqual((await create('once-2')).body.data.id, first.body.data.id, 'control: another key');
  const raced = await Promise.all(Array.from({ length: 6 }, () => create('once-3')));
  assert.equal(
    raced.filter(({ status }) => status === 201).length + raced.filter(({ status }) => status === 409).length,
    6,
  );
  assert.equal((await asAdmin(`/tenants/${id}/api-keys`)).body.data.length, 3);
});

test('a failed write is forgotten: its Idempotency-Key may be tried again', async () => {
  const headers = { 'idempotency-key': 'failing' };
  const id = await newTenant();
  await put(id, { status: 'suspended' });
  const create = () => asAdmin(`/tenants/${id}/api-keys`, { name: 'Key', permissions: 'read' }, 'POST', headers);
  assert.equal((await create()).status, 403);
  await put(id, { status: 'active' });
  assert.equal((await create()).status, 201);
});

test('a write that fails after it was committed is not made again: the retry gets its answer', async () => {
  const headers = { 'idempotency-key': 'after-the-commit' };
  const create = () => asAdmin('/tenants', { name: 'Made once' }, 'POST', headers);
  // The tenant is committed, but then this process cannot read it.
  await app.owner.query('REVOKE SELECT ON tenants_in_force FROM api');
  assert.equal((await create()).status, 500);
  await app.owner.query('GRANT SELECT ON tenants_in_force TO api');
  const retried = await create();
  assert.equal(retried.status, 201);
  await app.directory.refresh();
  assert.deepEqual(
    app.directory.tenants().flatMap(({ name, tenantId }) => (name === 'Made once' ? [tenantId] : [])),
    [retried.body.data.id],
  );
});

test('a write whose answer cannot be kept is not made', async () => {
  const headers = { 'idempotency-key': 'with-its-answer' };
  const create = () => asAdmin('/tenants', { name: 'Made with its answer' }, 'POST', headers);
  await app.owner.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'on purpose'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  assert.equal((await create()).status, 500);
  await app.owner.query('DROP TRIGGER refuse ON idempotency_keys');
  assert.equal((await create()).status, 201);
  await app.directory.refresh();
  assert.equal(app.directory.tenants().filter(({ name }) => name === 'Made with its answer').length, 1);
});

test('every act is on the audit trail: who, what, when, from where', async () => {
  const id = await newTenant();
  const { id: keyId } = (await newKey(id)).body.data;
  await asAdmin(`/tenants/${id}/api-keys/${keyId}`, undefined, 'DELETE');
  await put(id, { status: 'suspended' });
  const { data, meta } = (await asAdmin(`/tenants/${id}/audit`)).body;
  assert.deepEqual(
    data.map(({ action }: { action: string }) => action),
    ['tenant.suspended', 'api_key.revoked', 'api_key.created', 'tenant.created'],
  );
  assert.equal(meta.total, 4);
  assert.ok(data.every(({ address }: { address: string }) => address === '127.0.0.1'));
  assert.equal((await asAdmin(`/tenants/${id}/audit?action=api_key.created`)).body.data[0].subjectId, keyId);
  assert.equal((await asAdmin(`/tenants/${id}/audit?offset=50`)).body.meta.total, 4);
  const ids: string[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: { data: { id: string }[]; meta: { next?: string } } = (
      await asAdmin(`/tenants/${id}/audit?limit=3${next === '' ? '' : `&after=${next}`}`)
    ).body;
    ids.push(...page.data.map((entry: { id: string }) => entry.id));
    next = page.meta.next;
  }
  assert.deepEqual(
    ids,
    data.map((entry: { id: string }) => entry.id),
    'page by page the same list',
  );
  assert.deepEqual((await asAdmin(`/tenants/${id}/audit?after=999999999999999999`)).body.data, [], 'an id of nobody');
  assert.deepEqual((await asAdmin(`/tenants/${id}/audit?to=2000-01-01T00:00:00Z`)).body.data, []);
  const backwards = '?from=2000-01-02T00:00:00Z&to=2000-01-01T00:00:00Z';
  assert.equal((await asAdmin(`/tenants/${id}/audit${backwards}`)).status, 400);
  for (const from of ['2026-12-31T23:59:60Z', '0000-01-01T00:00:00Z'])
    assert.ok([200, 400].includes((await asAdmin(`/tenants/${id}/audit?from=${from}`)).status), from);
});

test('row-level security keeps a question to its tenant, even one that forgets to', async () => {
  const keysSeenBy = (tenantId?: string) =>
    app.database.scoped({ tenantId }, (client) =>
      client.query<{ tenant_id: string }>('SELECT tenant_id FROM api_keys'),
    );
  const { rows } = await keysSeenBy(theirs.tenantId);
  assert.ok(rows.length > 0 && rows.every(({ tenant_id }) => tenant_id === theirs.tenantId));
  assert.equal((await keysSeenBy()).rows.length, 0);
});
