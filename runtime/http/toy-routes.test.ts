import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { createTrackingToken } from '#domain/access/tracking-token.ts';
import { literals } from '#schemas/http/fields.ts';
import { openToyServer, toyJwtSecret, toyKey, toyScope } from '#testing/toy-server.ts';
import { createTrackingSignature } from '../tracking-signature.ts';
import { answerCsv } from './answer-csv.ts';
import { success } from './envelope.ts';
import type { Route } from './route.ts';

const route = (rest: Partial<Route> & Pick<Route, 'path' | 'handler'>): Route => ({
  method: 'GET',
  auth: 'key_read',
  limit: 'read',
  summary: 'toy',
  tag: 'Toys',
  answers: { 200: Type.String() },
  ...rest,
});
const beacon = Type.Object(
  { key: Type.String(), token: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const track = (path: string, auth: Route['auth']): Route =>
  route({
    method: 'POST',
    path,
    auth,
    limit: 'beacon',
    body: beacon,
    consumes: ['application/json', 'text/plain'],
    handler: async ({ caller }) => success(caller.kind === 'beacon' ? (caller.claims?.userId ?? null) : caller.kind),
  });
let color = 'red';
const routes: Route[] = [
  route({ path: '/widgets/:placementId', maxAgeSeconds: 60, handler: async () => success({ color }) }),
  route({
    path: '/file.js',
    auth: 'public',
    browsers: 'any_origin',
    produces: 'text/javascript',
    handler: async (_request, reply) => reply.type('text/javascript').send('1'),
  }),
  route({
    path: '/export',
    produces: 'text/csv',
    handler: async (_request, reply) =>
      answerCsv(reply, {
        fileName: 'top products.csv',
        columns: ['name', 'sold'],
        rows: (async function* () {
          yield ['=1+1', -1];
          yield [' @SUM(A1)', null];
          yield ['＝1', null];
          yield ['a "b", c', null];
        })(),
      }),
  }),
  route({
    path: '/broken-export',
    produces: 'text/csv',
    handler: async (_request, reply) => {
      const rows = (async function* (): AsyncGenerator<string[]> {
        yield await Promise.reject(new Error('no rows'));
      })();
      return answerCsv(reply, { fileName: 'x', columns: ['x'], rows });
    },
  }),
  route({ method: 'POST', path: '/bare', handler: async () => success('done') }),
  route({ method: 'DELETE', path: '/bare', handler: async () => success('done') }),
  route({ method: 'POST', path: '/full', body: beacon, handler: async () => success('done') }),
  route({
    method: 'POST',
    path: '/form',
    auth: 'public',
    isDocumented: false,
    consumes: ['application/x-www-form-urlencoded'],
    body: Type.Object({}, { additionalProperties: Type.String() }),
    handler: async ({ body }) => success(body),
  }),
  route({
    path: '/files/:file',
    auth: 'public',
    params: Type.Object({ file: literals(['a.js', 'b.js'], { description: 'A file.' }) }),
    handler: async ({ params }) => success((params as { file: string }).file),
  }),
  route({ method: 'POST', path: '/files/send', auth: 'public', handler: async () => success('sent') }),
  route({ path: '/pages/*', auth: 'public', isDocumented: false, handler: async () => success('any') }),
  track('/strict', 'tracking_token'),
  track('/track', 'tracking_token_or_anonymous'),
];
const app = openToyServer(routes);
const authorization = `Bearer ${toyKey}`;
const origin = 'https://shop.example';
const { sign } = createTrackingSignature(toyJwtSecret);
const tokenOf = (scope: number, expiresAtMs = Date.now() + 60_000) =>
  createTrackingToken(
    {
      scope,
      userId: 'ada',
      placementId: 'home',
      strategy: 'trending',
      arm: null,
      productIds: ['p'],
      exposureId: null,
      expiresAtMs,
    },
    sign,
  );
const post = (url: string, body: object, headers: Record<string, string> = {}, server = app) =>
  server.inject({
    method: 'POST',
    url,
    payload: JSON.stringify(body),
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });

test('an answer that may be used again has an ETag, and is a 304 to whoever has it', async () => {
  const first = await app.inject({ url: '/widgets/home', headers: { authorization } });
  assert.deepEqual([first.statusCode, first.headers['cache-control']], [200, 'private, max-age=60']);
  const headers = { authorization, origin, 'if-none-match': `"other", W/${first.headers.etag}` };
  const again = await app.inject({ url: '/widgets/home', headers });
  assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', first.headers.etag]);
  assert.equal(again.headers['access-control-allow-origin'], origin, 'a page may read it');
  assert.match(String(again.headers.vary), /Origin.*X-API-Key/);
  color = 'blue';
  const changed = await app.inject({ url: '/widgets/home', headers });
  assert.deepEqual([changed.statusCode, changed.json().data], [200, { color: 'blue' }]);
});

test('a CSV has names, quotes and no formulas; what fails before its first row is a problem', async () => {
  const answer = await app.inject({ url: '/export', headers: { authorization } });
  assert.equal(answer.body, `name,sold\r\n'=1+1,-1\r\n' @SUM(A1),\r\n'＝1,\r\n"a ""b"", c",\r\n`);
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(answer.headers['content-disposition'], 'attachment; filename="top_products.csv"');
  const broken = await app.inject({ url: '/broken-export', headers: { authorization } });
  assert.deepEqual([broken.statusCode, broken.headers['content-type']], [500, 'application/problem+json']);
});

test('a request without a body may name a media type all the same, where none is wanted', async () => {
  const headers = { authorization, 'content-type': 'application/json', 'content-length': '0' };
  const answers = [];
  for (const [method, url] of [
    ['POST', '/bare'],
    ['DELETE', '/bare'],
    ['POST', '/full'],
  ] as const)
    answers.push(await app.inject({ method, url, headers, payload: '' }));
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 400],
  );
  assert.equal(answers[2]?.json().detail, 'The body is empty: send JSON.', 'control: where one is');
});

test('a beacon without token and origin is told of both', async () => {
  const answer = await post('/track', { key: toyKey }, {}, openToyServer(routes, { publicTracking: true }));
  assert.equal(answer.statusCode, 403);
  assert.match(answer.json().detail, /header `Origin`\. Send the `meta\.trackingToken`/);
});

test('a beacon has its key and its token in a body of text/plain', async () => {
  const answer = await post('/strict', { key: toyKey, token: tokenOf(toyScope) });
  assert.deepEqual([answer.statusCode, answer.json().data], [200, 'ada']);
  assert.ok(answer.headers['ratelimit-remaining'] !== undefined);
  const refused = [
    [{ key: toyKey }, /Send the `meta.trackingToken`/],
    [{ token: tokenOf(toyScope) }, /Send an API key/],
    [{ key: 'rk_live_other', token: tokenOf(toyScope) }, /not valid, or was revoked/],
    [{ key: toyKey, token: `${tokenOf(toyScope)}x` }, /not valid/],
    [{ key: toyKey, token: tokenOf(toyScope + 1) }, /not of this key's tenant and space/],
    [{ key: toyKey, token: tokenOf(toyScope, 1) }, /run out/],
  ] as const;
  for (const [body, detail] of refused) {
    const { statusCode, json } = await post('/strict', body);
    assert.equal(statusCode, 401);
    assert.match(json().detail, detail);
  }
  assert.equal((await post('/strict', { key: toyKey, token: tokenOf(toyScope), more: 1 })).statusCode, 400);
  assert.equal((await post('/strict', {}, { 'content-type': 'text/html' })).statusCode, 415);
});

test('a beacon without a token is of a page of an allowed origin, where the tenant takes them', async () => {
  const statusOf = async (headers: Record<string, string>, config = {}) =>
    (await post('/track', { key: toyKey }, headers, openToyServer(routes, config))).statusCode;
  assert.equal(await statusOf({ origin }), 200);
  assert.equal(await statusOf({}), 403);
  assert.equal(await statusOf({ origin }, { allowedOrigins: ['https://other.example'] }), 403);
  assert.equal(await statusOf({ origin }, { allowedOrigins: [origin] }), 200);
  assert.equal(await statusOf({ origin }, { publicTracking: false }), 403);
});

test('a preflight passes where browsers may call, and names the methods', async () => {
  const preflight = (url: string) => app.inject({ method: 'OPTIONS', url, headers: { origin } });
  const allowed = await preflight('/track');
  assert.deepEqual([allowed.statusCode, allowed.headers['access-control-allow-methods']], [204, 'POST']);
  const none = await preflight('/openapi.json');
  assert.deepEqual([none.statusCode, none.headers['access-control-allow-origin']], [204, undefined]);
  const file = await app.inject({ url: '/file.js', headers: { origin } });
  assert.equal(file.headers['access-control-allow-origin'], '*');
});

test('a page can read why its key is refused, unless the key is not for its origin', async () => {
  const readable = async (key: string, config = {}) => {
    const answer = await openToyServer(routes, config).inject({
      url: '/widgets/home',
      headers: { origin, authorization: `Bearer ${key}` },
    });
    return [answer.statusCode, answer.headers['access-control-allow-origin']];
  };
  assert.deepEqual(await readable('rk_live_of_nobody'), [401, origin]);
  assert.deepEqual(await readable(toyKey, { allowedOrigins: ['https://other.example'] }), [403, undefined]);
  assert.deepEqual(await readable(toyKey), [200, origin], 'control');
});

test('a form is an object of texts, of fields with one name the last, and none of them reaches a prototype', async () => {
  const send = (payload: string, type = 'application/x-www-form-urlencoded') =>
    app.inject({ method: 'POST', url: '/form', payload, headers: { 'content-type': type } });
  const sent = await send('a=1&a=two+words&__proto__=x&b=%26');
  assert.equal(JSON.stringify(sent.json().data), '{"a":"two words","__proto__":"x","b":"&"}');
  assert.equal((await send('{"a":"1"}', 'application/json')).statusCode, 415, 'control');
});

test('a page that is no part of the API is served and not documented; a path of any ending takes what no other has', async () => {
  const { paths } = (await app.inject('/openapi.json')).json();
  assert.deepEqual(
    ['/form', '/pages/*', '/bare'].map((path) => path in paths),
    [false, false, true],
  );
  for (const path of ['/pages/a', '/pages/a/b']) assert.equal((await app.inject(path)).json().data, 'any');
  assert.equal((await app.inject({ method: 'POST', url: '/pages/a', payload: '' })).statusCode, 404);
  const wrong = await app.inject({ method: 'PUT', url: '/bare', payload: '' });
  assert.deepEqual([wrong.statusCode, wrong.headers.allow], [405, 'POST, DELETE, OPTIONS'], 'control');
});

test('of files that have names only these are there; another name is no path, and each path says its own methods', async () => {
  const told = async (method: 'GET' | 'POST', file: string) => {
    const { statusCode, headers, json } = await app.inject({ method, url: `/files/${file}` });
    return statusCode === 200 ? json().data : [statusCode, headers.allow];
  };
  assert.deepEqual(await Promise.all(['a.js', 'b.js'].map((file) => told('GET', file))), ['a.js', 'b.js']);
  for (const file of ['aXjs', 'a.js2', 'unknown', 'a.js|b.js'])
    for (const method of ['GET', 'POST'] as const) assert.deepEqual(await told(method, file), [404, undefined], file);
  assert.deepEqual(await told('POST', 'a.js'), [405, 'GET, HEAD, OPTIONS']);
  assert.deepEqual(await told('GET', 'send'), [405, 'POST, OPTIONS']);
  assert.equal(await told('POST', 'send'), 'sent');
});
