import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type OpenDirectory, openDirectory } from '#stores/control/open-directory.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
/** What another process holds. */
let other: OpenDirectory;
const dir = mkdtempSync(join(tmpdir(), 'recomengine-rules-'));

before(async () => {
  app = await openApiApp();
  other = await openDirectory(app.database, { hmacSecret: 'of no matter', cacheFile: join(dir, 'other.json') });
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  await storeItem(ours, 'mug', { margin: 0.3, brand: 'Acme' });
  await storeItem(theirs, 'cup', { colour: 'red', margin: 'high' });
});
after(async () => {
  await other.close();
  await app.remove();
  rmSync(dir, { recursive: true });
});

/** As the projection of the catalog would have it. */
async function storeItem(shop: Shop, productId: string, attributes: object): Promise<void> {
  await app.owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, price, attributes, available, created_at, updated_at, log, partition, "offset")
     SELECT p.live_version, s.scope, $2, $2, 'Mugs', 5, $3, true, now(), now(), 1, 0, 0
     FROM projections p, scopes s WHERE p.name = 'catalog' AND s.tenant_id = $1 AND s.space = 'live'`,
    [shop.tenantId, productId, JSON.stringify(attributes)],
  );
}

type Options = { shop?: Shop; tenantId?: string; ifMatch?: string; method?: string; headers?: Record<string, string> };
function rulesOf(placement: string, path = '', body?: unknown, options: Options = {}) {
  const { shop = ours, tenantId = shop.tenantId, ifMatch, method, headers } = options;
  const url = `${app.url}/api/v1/tenants/${tenantId}/placements/${placement}/rules${path}`;
  const sent = { ...headers, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
  return ask(url, { token: shop.adminToken, body, method, headers: sent });
}
const put = (placement: string, rules: unknown, options: Options = {}) =>
  rulesOf(placement, '', { rules }, { ...options, method: 'PUT' });
const rule = (id: string, then: object = { action: 'seen', mode: 'drop' }) => ({ id, name: id, enabled: true, then });
const idsOf = ({ body }: { body: Json }) => body.data.rules.map(({ id }: { id: string }) => id);

test('a placement has no rules at version 0, then those that were saved, in force in every process', async () => {
  const none = await rulesOf('home');
  assert.deepEqual(none.body.data, { placementId: 'home', version: 0, rules: [], updatedAt: null });
  assert.equal(none.headers.get('etag'), '"0"');
  const saved = await put('home', [rule('a'), rule('b')]);
  assert.deepEqual([saved.status, saved.headers.get('etag'), saved.body.meta.warnings], [200, '"1"', []]);
  assert.deepEqual((await rulesOf('home')).body.data, saved.body.data);
  await waitFor(
    async () => other.rulesAt(ours.tenantId, 'home')?.rules.length === 2,
    () => 'two rules in another process',
  );
  assert.equal(other.rulesAt(theirs.tenantId, 'home'), undefined, "control: another tenant's");
});

test('a list is replaced by who has seen it: 428 without If-Match, 412 with another version', async () => {
  assert.equal((await put('cart', [rule('first')], { ifMatch: '"0"' })).status, 200, 'the first, seen as none');
  const unseen = await put('cart', [rule('second')]);
  assert.deepEqual([unseen.status, unseen.body.title], [428, 'Precondition Required']);
  for (const ifMatch of ['"0"', '"2"', 'W/"1"', '"x"']) {
    const { status, headers, body } = await put('cart', [rule('second')], { ifMatch });
    assert.deepEqual([status, headers.get('etag'), body.meta.version], [412, '"1"', 1], ifMatch);
  }
  assert.equal((await put('cart', [rule('second')], { ifMatch: '1' })).status, 400, 'no tag');
  assert.equal((await put('cart', [rule('second')], { ifMatch: '"7", "1"' })).headers.get('etag'), '"2"');
  assert.deepEqual(idsOf(await put('cart', [], { ifMatch: '*' })), []);
  assert.equal((await put('never saved', [], { ifMatch: '*' })).status, 412);
});

test('of many that saw the same version one saves', async () => {
  await put('busy', []);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => put('busy', [rule(`${n}`)], { ifMatch: '"1"' })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...new Array(7).fill(412)]);
  const first = await Promise.all(Array.from({ length: 4 }, () => put('new', [rule('x')])));
  assert.deepEqual(first.map(({ status }) => status).sort(), [200, 428, 428, 428]);
});

test('who has the version already gets a 304', async () => {
  await put('known', [rule('x')]);
  const headers = { 'if-none-match': '"1"' };
  assert.deepEqual([(await rulesOf('known', '', undefined, { headers })).status], [304]);
  await put('known', [], { ifMatch: '"1"' });
  assert.equal((await rulesOf('known', '', undefined, { headers })).status, 200);
});

test("values are compared with the tenant's own catalog: an unknown attribute is a warning, another type a 400", async () => {
  const excluding = (field: string, eq: unknown) => [rule('x', { action: 'exclude', filter: { field, eq } })];
  const unknown = await put('checked', excluding('attributes.colour', 'red'));
  assert.equal(unknown.status, 200);
  assert.deepEqual(
    unknown.body.meta.warnings.map(({ path }: { path: string }) => path),
    ['/rules/0/then/filter/field'],
  );
  const wrong = await put('checked', excluding('attributes.margin', 'high'), { ifMatch: '*' });
  assert.deepEqual(wrong.body.errors, [
    {
      path: '/rules/0/then/filter/eq',
      message: '`attributes.margin` is number in your catalog: write that.',
      code: 'type',
    },
  ]);
  assert.equal(wrong.status, 400);
  const right = await put('checked', excluding('attributes.margin', 0.3), { ifMatch: '*' });
  assert.deepEqual([right.status, right.body.meta.warnings], [200, []]);
  const elsewhere = await put('checked', excluding('attributes.colour', 'red'), { shop: theirs });
  assert.deepEqual([elsewhere.status, elsewhere.body.meta.warnings], [200, []], 'control: a catalog that has it');
});

test('a product that the catalog lacks is a warning at its place: in a pin, in conditions and in filters', async () => {
  const warningsOf = async (placement: string, rules: object[], shop = ours) => {
    const { status, body } = await put(placement, rules, { shop });
    assert.equal(status, 200);
    return body.meta.warnings.map(({ path, code }: { path: string; code: string }) => [path, code]);
  };
  const pin = (...productIds: string[]) => rule('p', { action: 'pin', productIds, position: 0 });
  const unknown = 'unknown_product';
  assert.deepEqual(await warningsOf('pinned', [pin('mug', 'mugg')]), [['/rules/0/then/productIds/1', unknown]]);
  const when = { context: { productId: { in: ['gone'] } }, cart: { contains: ['mug', 'cup'] } };
  assert.deepEqual(await warningsOf('conditions', [{ ...rule('c'), when }]), [
    ['/rules/0/when/context/productId/in/0', unknown],
    ['/rules/0/when/cart/contains/1', unknown],
  ]);
  const filter = {
    or: [
      { field: 'productId', eq: 'mugg' },
      { not: { field: 'productId', in: ['mug', 'cup'] } },
      { field: 'productId', contains: 'mu' },
      { field: 'name', eq: 'mugg' },
    ],
  };
  const filters = [{ ...rule('f', { action: 'exclude', filter }), when: { context: { filter } } }];
  const inFilter = (at: string) => [
    [`${at}/or/0/eq`, unknown],
    [`${at}/or/1/not/in/1`, unknown],
  ];
  assert.deepEqual(await warningsOf('filters', filters), [
    ...inFilter('/rules/0/when/context/filter'),
    ...inFilter('/rules/0/then/filter'),
  ]);
  const theirCup = rule('c', { action: 'exclude', filter: { field: 'productId', in: ['cup'] } });
  assert.deepEqual(await warningsOf('pinned', [pin('cup'), theirCup], theirs), [], 'control: a catalog that has it');
});

test('a body that is none, too large, or of too many rules is refused', async () => {
  assert.equal((await rulesOf('bad', '', undefined, { method: 'PUT' })).status, 400);
  assert.equal((await rulesOf('bad', '', [], { method: 'PUT' })).status, 400);
  const large = await put('bad', [{ ...rule('x'), name: 'x'.repeat(140_000) }]);
  assert.deepEqual([large.status, /larger than the 131072 bytes/.test(large.body.detail)], [413, true]);
  const many = await put(
    'bad',
    Array.from({ length: 201 }, (_, n) => rule(`${n}`)),
  );
  assert.deepEqual([many.status, many.body.errors[0].path], [400, '/rules']);
  assert.equal((await rulesOf('bad')).body.data.version, 0, 'and nothing was saved');
});

test('versions say who saved what, and a roll-back makes one of them the next; * holds for all placements', async () => {
  await put('*', [rule('a')]);
  await put('*', [rule('b'), rule('c')], { ifMatch: '"1"' });
  const { data, meta } = (await rulesOf('*', '/versions')).body;
  const audit = (await ask(`${app.url}/api/v1/tenants/${ours.tenantId}/audit`, { token: ours.adminToken })).body.data;
  assert.deepEqual(
    data.map((one: Json) => [one.version, one.rules.length, one.adminId]),
    [
      [2, 2, audit[0].adminId],
      [1, 1, audit[0].adminId],
    ],
  );
  assert.deepEqual(
    [meta.total, audit[0].action, audit[0].detail],
    [2, 'rules.changed', { placementId: '*', version: 2, rules: ['b', 'c'] }],
  );
  assert.equal((await rulesOf('*', '/rollback', { version: 1 }, { ifMatch: '"1"' })).status, 412);
  const unseen = await rulesOf('*', '/rollback', { version: 1 });
  assert.deepEqual([unseen.status, (await rulesOf('*')).body.data.version], [428, 2], 'nor blindly');
  const back = await rulesOf('*', '/rollback', { version: 1 }, { ifMatch: '"2"' });
  assert.deepEqual(
    [back.status, back.body.data.version, idsOf(back), back.headers.get('etag')],
    [200, 3, ['a'], '"3"'],
  );
  assert.equal((await rulesOf('*', '/rollback', { version: 9 }, { ifMatch: '*' })).status, 404);
  assert.equal((await rulesOf('never', '/rollback', { version: 1 })).status, 404);
  assert.deepEqual((await rulesOf('never', '/versions')).body.data, []);
});

test("another tenant's rules are a 404; a suspended tenant reads its own and changes none", async () => {
  const foreign = { shop: theirs, tenantId: ours.tenantId };
  for (const answer of [
    await rulesOf('home', '', undefined, foreign),
    await put('home', [], { ...foreign, ifMatch: '*' }),
    await rulesOf('home', '/versions', undefined, foreign),
    await rulesOf('home', '/rollback', { version: 1 }, foreign),
  ])
    assert.equal(answer.status, 404);
  const status = (to: string) =>
    ask(`${app.url}/api/v1/tenants/${ours.tenantId}`, { token: ours.adminToken, method: 'PUT', body: { status: to } });
  await status('suspended');
  assert.equal((await rulesOf('home')).status, 200);
  for (const answer of [await put('home', [], { ifMatch: '*' }), await rulesOf('home', '/rollback', { version: 1 })])
    assert.deepEqual([answer.status, answer.body.detail.split(':')[0]], [403, 'Tenant suspended']);
  await status('active');
  assert.equal((await put('home', [], { ifMatch: '*' })).status, 200, 'control: active again');
});

test('a retry with its Idempotency-Key gets the answer of the first', async () => {
  const headers = { 'idempotency-key': 'rules-once' };
  const first = await put('once', [rule('a')], { headers });
  const second = await put('once', [rule('a')], { headers });
  assert.deepEqual([second.status, second.body.data], [200, first.body.data]);
  assert.deepEqual(
    [first, second].map((one) => one.headers.get('etag')),
    ['"1"', '"1"'],
  );
  assert.equal((await rulesOf('once')).body.data.version, 1);
});

test('the document names a rule, its actions and a filter that refers to itself', async () => {
  const { components, paths } = (await ask(`${app.url}/openapi.json`)).body;
  const { Rule, Rule_pin, Filter } = components.schemas;
  assert.ok(Rule.properties.then.oneOf.some(({ $ref }: { $ref: string }) => $ref === '#/components/schemas/Rule_pin'));
  assert.deepEqual(Rule_pin.properties.action.enum, ['pin']);
  assert.equal(Filter.oneOf[3].properties.not.$ref, '#/components/schemas/Filter');
  const { responses, parameters } = paths['/api/v1/tenants/{id}/placements/{placementId}/rules'].put;
  assert.ok(responses['412'] && responses['428'] && responses['200'].headers.ETag);
  assert.ok(parameters.some(({ name }: { name: string }) => name === 'If-Match'));
});
