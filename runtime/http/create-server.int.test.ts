import assert from 'node:assert/strict';
import { type IncomingMessage, METHODS, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { ProblemDocument } from '#schemas/http/problem.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type Answer, ask, createShop, type Shop } from '#testing/shop.ts';
import { success } from './envelope.ts';
import type { Route } from './route.ts';

let app: ApiApp;
let shop: Shop;
let api: string;
const isProblem = Compile(ProblemDocument);

/** Routes that no product has. */
const extraRoutes: Route[] = ['throws', 'waits'].map((name) => ({
  method: 'GET',
  path: `/${name}`,
  auth: 'public',
  limit: 'none',
  summary: name,
  tag: 'Test',
  answers: { 200: Type.String() },
  handler: async () => {
    if (name === 'throws') throw new Error('connection string postgres://owner:secret@host');
    await waiting.promise;
    return success('waited');
  },
}));
let waiting = Promise.withResolvers<void>();

before(async () => {
  app = await openApiApp({ extraRoutes });
  api = `${app.url}/api/v1`;
  shop = await createShop(app.url);
});
after(() => app.remove());

function assertProblem(answer: Answer, status: number, detail?: RegExp): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.ok(isProblem.Check(answer.body), JSON.stringify(isProblem.Errors(answer.body)));
  assert.equal(answer.body.status, status);
  assert.equal(answer.body.meta.requestId, answer.headers.get('x-request-id'));
  if (detail !== undefined) assert.match(answer.body.detail, detail);
}
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask(`${api}/tenants`, { method: 'POST', token: shop.adminToken, body, headers });

test('malformed JSON is a 400 that says where', async () => {
  assertProblem(await post('{"name": tru}'), 400, /at position 9/);
  assertProblem(await post('', { 'content-type': 'application/json' }), 400, /empty/);
});

test('unknown fields and parameters are a 400 that names them', async () => {
  const answer = await post({ name: 'x', nmae: 'y' });
  assertProblem(answer, 400);
  assert.deepEqual([answer.body.errors[0].path, answer.body.errors[0].code], ['/nmae', 'unknown_field']);
  assertProblem(await ask(`${api}/tenants?limti=1`, { token: shop.adminToken }), 400);
});

test('a body over its limit is a 413, another media type or encoding a 415', async () => {
  assertProblem(await post({ name: 'x'.repeat(300_000) }), 413, /larger than the [1-9]\d* bytes/);
  assertProblem(await post('<name/>', { 'content-type': 'application/xml' }), 415);
  assertProblem(await post('name', { 'content-type': 'nonsense' }), 415);
  assertProblem(await post({ name: 'x' }, { 'content-encoding': 'gzip' }), 415);
  assertProblem(await post('{"name":"x"}', { 'content-type': 'application/x-ndjson' }), 415);
  assert.equal((await post({ name: 'x' }, { 'content-type': 'application/json; charset=utf-8' })).status, 201);
});

test('nothing there is a 404, another method a 405 with Allow', async () => {
  assertProblem(await ask(`${api}/nothing`), 404);
  const answer = await ask(`${api}/tenants/${shop.tenantId}`, { method: 'PATCH' });
  assertProblem(answer, 405);
  assert.equal(answer.headers.get('allow'), 'GET, HEAD, PUT, DELETE, OPTIONS');
  assertProblem(await ask(`${app.url}/%ff`), 400);
});

test('in each folder of paths what is not there is a 404 by every method, but where anything may be an id', async () => {
  const segmentsOf = (path: string) => path.split('/');
  const folderOf = (path: string) => segmentsOf(path).slice(0, -1).join('/');
  const hasIds = new Set(
    app.routes
      .filter(({ path }) => /^:(?!file$)\w+$/.test(segmentsOf(path).at(-1) ?? ''))
      .map(({ path }) => folderOf(path)),
  );
  const folders = new Set([...app.routes.map(({ path }) => folderOf(path)), '/reference']);
  for (const folder of folders) {
    const url = `${app.url}${folder.replaceAll(/:\w+/g, shop.tenantId)}/nothing-there`;
    const statuses = await Promise.all(
      ['POST', 'PUT', 'GET'].map(async (method) => (await fetch(url, { method })).status),
    );
    if (hasIds.has(folder)) assert.ok(statuses.includes(405), `control: ${folder} ${statuses}`);
    else assert.deepEqual(statuses, [404, 404, 404], folder);
  }
  assert.ok(['/v1', '/api/v1'].every((folder) => folders.has(folder)));
});

test('nothing there is a 404, and another method a 405, of a body that has not been sent', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': '100000' };
  for (const [method, path, status] of [
    ['POST', '/api/v1/nothing', 404],
    ['PATCH', '/api/v1/tenants', 405],
  ] as const)
    assert.equal(await statusBeforeBody(path, { method, headers }), status);
});

test('a method that HTTP has and no route takes is a 405 with Allow', async () => {
  for (const method of METHODS.filter((name) => !['CONNECT', 'GET', 'HEAD', 'POST', 'OPTIONS'].includes(name))) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request(`${api}/tenants`, { method }, resolve).on('error', reject).end();
    const answer = await promise;
    answer.resume();
    assert.deepEqual([method, answer.statusCode, answer.headers.allow], [method, 405, 'GET, HEAD, POST, OPTIONS']);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
  }
});

test('ids of the greatest length fit into a path', async () => {
  const answer = await ask(`${api}/catalog/${encodeURIComponent('🫖'.repeat(128))}`, { token: shop.readKey });
  assertProblem(answer, 404, /product/i);
  assertProblem(await ask(`${api}/catalog/${'x'.repeat(257)}`, { token: shop.readKey }), 400);
  assertProblem(await ask(`${api}/catalog/${'x'.repeat(4_000)}`, { token: shop.readKey }), 404);
});

test('a 401 says which scheme is wanted', async () => {
  for (const [path, token, scheme] of [
    ['/catalog', undefined, 'key'],
    ['/catalog', shop.adminToken, 'key'],
    ['/catalog', `rk_live_${'x'.repeat(24)}`, 'key'],
    ['/tenants', undefined, 'admin'],
    ['/tenants', shop.writeKey, 'admin'],
    ['/tenants', 'nonsense', 'admin'],
  ] as const) {
    const answer = await ask(`${api}${path}`, { token });
    assertProblem(answer, 401);
    assert.equal(answer.headers.get('www-authenticate'), `Bearer realm="recomengine", scope="${scheme}"`);
  }
  const keyOf = async (path: string, token?: string) => (await ask(`${api}${path}`, { token })).body.detail;
  assert.match(await keyOf('/users/ada/events', shop.adminToken), /key that may write.*token of a login is for \/api/);
  assert.doesNotMatch(await keyOf('/users/ada/events'), /login/, 'control: none was sent');
  assert.doesNotMatch(await keyOf('/catalog', shop.adminToken), /may write/, 'control: a read key reads the catalog');
  const metrics = await ask(`${app.url}/internal/metrics`, { token: shop.adminToken });
  assertProblem(metrics, 401);
  assert.match(metrics.headers.get('www-authenticate') ?? '', /scope="internal"/);
  assert.equal((await ask(`${api}/catalog`, { headers: { 'x-api-key': shop.readKey } })).status, 200);
});

test('a read key that writes is a 403 in the words of the specification', async () => {
  const answer = await ask(`${api}/events`, { token: shop.readKey, body: {} });
  assertProblem(answer, 403, /^Insufficient permissions: write access required$/);
});

test('what we did wrong is a 500 that tells nothing of the inside, and a log line under its id', async () => {
  const answer = await ask(`${app.url}/throws`, { headers: { 'x-request-id': 'their-own-id' } });
  assertProblem(answer, 500);
  assert.equal(answer.body.meta.requestId, 'their-own-id');
  assert.doesNotMatch(JSON.stringify(answer.body), /postgres/);
  assert.match(app.logged(), /"reqId":"their-own-id".*a request failed|a request failed.*"reqId":"their-own-id"/);
});

test("every answer has a request id: the caller's own where it is well formed", async () => {
  const idOf = async (sent: string) =>
    (await ask(`${app.url}/health`, { headers: { 'x-request-id': sent } })).headers.get('x-request-id');
  assert.equal(await idOf('req-12345'), 'req-12345');
  for (const sent of ['short', 'with space in it', 'x'.repeat(101), '<script>']) {
    const id = await idOf(sent);
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
  }
  const answer = await ask(`${app.url}/health`);
  assert.equal(answer.body.meta.requestId, answer.headers.get('x-request-id'));
});

test('answers carry the headers of helmet and are not cached', async () => {
  const { headers } = await ask(`${app.url}/health`);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('strict-transport-security') ?? '', /max-age/);
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('/openapi.json has every documented route, and /reference loads from here alone', async () => {
  const document = (await ask(`${app.url}/openapi.json`)).body;
  assert.equal(document.openapi, '3.1.1');
  for (const { method, path } of app.routes.filter(({ isDocumented = true }) => isDocumented))
    assert.ok(document.paths[path.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()], `${method} ${path}`);
  assert.equal(document.servers[0].url, app.url, 'clients are made of a file, which has no place of its own');
  const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
  assert.deepEqual(
    ids.filter((id) => /\d$/.test(id)),
    [],
    'no two operations have one name',
  );
  const untold = document.tags.filter(({ description }: { description?: string }) => description === undefined);
  assert.deepEqual(untold, [{ name: 'Test' }], 'every tag but that of our extra routes is told of');
  const page = await ask(`${app.url}/reference`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
  assert.ok(loaded.length >= 3 && loaded.every((url) => url.startsWith('/')));
  for (const url of loaded) assert.equal((await ask(app.url + url)).status, 200, url);
});

test('health, readiness and metrics stand at the root; the first two also under /api/v1', async () => {
  for (const base of [app.url, api]) {
    assert.deepEqual((await ask(`${base}/health`)).body.data, { status: 'ok' });
    assert.equal((await ask(`${base}/ready`)).body.data.status, 'ready');
  }
  app.setReadiness({ status: 'degraded', parts: { postgres: { state: 'down', detail: 'gone' } }, lag: {} });
  const token = app.internalApiKey;
  assert.deepEqual((await ask(`${app.url}/ready`)).body.data.parts.postgres, { state: 'down' });
  assert.deepEqual((await ask(`${app.url}/ready`, { token })).body.data.parts.postgres, {
    state: 'down',
    detail: 'gone',
  });
  app.setReadiness({ status: 'unready', parts: { log: { state: 'down', detail: 'locked' } }, lag: { loader: 3 } });
  const unready = await ask(`${app.url}/ready`);
  assertProblem(unready, 503, /log: down/);
  assert.doesNotMatch(JSON.stringify(unready.body), /locked/, 'what is wrong is for whoever runs it');
  assertProblem(await ask(`${app.url}/ready`, { token }), 503, /log: locked/);
  assertProblem(await ask(`${app.url}/ready`, { token: 'wrong' }), 503, /log: down/);
  assert.equal(unready.body.meta.lag.loader, 3);
  const metrics = await ask(`${app.url}/internal/metrics`, { token: app.internalApiKey });
  assert.equal(metrics.status, 200);
  assert.match(
    metrics.body,
    /http_requests_total\{method="GET",path="\/api\/v1\/tenants\/:id",status="401"\} \d|http_requests_total\{method="GET",path="\/health",status="200"\} \d/,
  );
  for (const name of [
    'http_request_duration_ms_bucket',
    'error_rate',
    'event_ingestion_throughput',
    'recommendation_latency_ms',
    'recommendation_cache_hit_ratio',
  ])
    assert.ok(metrics.body.includes(name), name);
  assert.ok(!metrics.body.includes(shop.tenantId), 'no ids in labels');
});

test('what is no HTTP gets a problem as well', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write('this is no http\r\n\r\n'));
    socket.on('data', (chunk) => (text += chunk));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  assert.match(head, /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json/);
  assert.ok(isProblem.Check(JSON.parse(body)));
});

test('a database that is down is a 503 with Retry-After; keys that are known go on', async () => {
  await app.cutDatabase();
  for (const [path, body] of [
    ['/auth/login', { email: 'a@b.example', password: 'x' }],
    ['/tenants', { name: 'x' }],
  ] as const) {
    const answer = await ask(`${api}${path}`, { token: shop.adminToken, body });
    assertProblem(answer, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
  }
  assertProblem(await ask(`${api}/events`, { token: shop.writeKey, body: {} }), 400, /./);
  assert.equal((await ask(`${app.url}/health`)).status, 200, 'control: what needs none is answered');
  await app.restoreDatabase();
  assert.equal((await post({ name: 'x' })).status, 201, 'control: and heals by itself');
});

test('closing answers what was begun', async () => {
  const closing = await openApiApp({ extraRoutes });
  waiting = Promise.withResolvers();
  const begun = ask(`${closing.url}/waits`);
  await ask(`${closing.url}/health`);
  const removed = closing.remove();
  waiting.resolve();
  assert.equal((await begun).status, 200);
  await removed;
});

test('a shopper whose id is two dots is erased by a path as it is, and no client deletes the tenant by resolving it', async () => {
  const tenant = `${api}/tenants/${shop.tenantId}`;
  const resolved = await ask(`${tenant}/users/${encodeURIComponent('..')}`, {
    method: 'DELETE',
    token: shop.adminToken,
  });
  assertProblem(resolved, 404, /your client has resolved it/);
  for (const method of ['PUT', 'DELETE'])
    assertProblem(await ask(`${tenant}/`, { method, token: shop.adminToken }), 404, /ends in a slash/);
  assert.equal(
    (await ask(`${tenant}/`, { token: shop.adminToken })).body.data.status,
    'active',
    'reads take the slash',
  );
  assert.equal(await rawStatus('DELETE', `/api/v1/tenants/${shop.tenantId}/users/%2e%2e`), 202, 'control: as it is');
});

/** The status of a request whose path nobody resolves. */
const rawStatus = (method: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    const headers = { authorization: `Bearer ${shop.adminToken}` };
    request({ hostname, port, path, method, headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

/** Sends the head of a request, and returns the status that is answered to it. */
async function statusBeforeBody(path: string, options: RequestOptions): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sending = request(`${app.url}${path}`, options, resolve).on('error', reject);
  sending.flushHeaders();
  const { statusCode } = await promise;
  sending.destroy();
  return statusCode;
}
