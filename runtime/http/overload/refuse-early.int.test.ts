import assert from 'node:assert/strict';
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import Type from 'typebox';
import { createDecidedOverload } from '#testing/decided-overload.ts';
import { openToyServer, toyKey } from '#testing/toy-server.ts';
import { createMetrics } from '../../metrics.ts';
import { success } from '../envelope.ts';
import type { Route } from '../route.ts';

const routeOf = (method: Route['method'], path: string, rest: Partial<Route> = {}): Route => ({
  method,
  path,
  auth: 'key_read',
  limit: 'none',
  load: method === 'GET' ? 'question' : 'event',
  summary: 'toy',
  tag: 'Toys',
  answers: { 200: Type.Unknown() },
  ...(method === 'POST' ? { body: Type.Object({}) } : {}),
  handler: async ({ isHurried }) => success({ isHurried }),
  ...rest,
});

const overload = createDecidedOverload('refuse');
overload.isRefusing = true;
const { load: _, ...light } = routeOf('GET', '/light');
const metrics = createMetrics();
const noted: number[] = [];
const app = openToyServer(
  [
    routeOf('GET', '/question'),
    routeOf('POST', '/event'),
    routeOf('POST', '/write', { auth: 'key_write' }),
    routeOf('GET', '/of/:id'),
    light,
  ],
  { allowedOrigins: ['https://shop.example'] },
  { overload, metrics, noteAnswer: (_, status) => noted.push(status), patience: { answerMs: 100, sweepMs: 10 } },
);
/** Requests that came to the server's own steps. */
let steps = 0;
let port = 0;
app.addHook('onRequest', (_request, _reply, done) => {
  steps += 1;
  done();
});
before(async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
after(() => app.close());

type Told = { status: number | undefined; headers: IncomingHttpHeaders; body: unknown; isEarly: boolean };
type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: string };
async function send({ method = 'GET', path = '/question', headers = {}, body }: Asked): Promise<Told> {
  const stepsBefore = steps;
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const all = { authorization: `Bearer ${toyKey}`, 'x-request-id': 'request-of-a-test', ...headers };
  const sent = ask({ host: '127.0.0.1', port, method, path, headers: all }, (answer) => {
    text(answer).then((read) => {
      const body = read === '' ? null : JSON.parse(read);
      resolve({ status: answer.statusCode, headers: answer.headers, body, isEarly: steps === stepsBefore });
    }, reject);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
/** Without what changes with time or in turn. */
const comparable = ({ status, headers: { date, 'retry-after': seconds, ...headers }, body }: Told) => {
  assert.ok(date);
  if (status === 503) assert.match(seconds ?? '', /^[123]$/);
  return { status, headers, body };
};
const json = { 'content-type': 'application/json' };
const page = { origin: 'https://shop.example' };

test('who is refused early is answered as by the steps of the server, to the last header', async () => {
  overload.verdict = 'refuse';
  for (const asked of [
    {},
    { path: '/question?limit=8&userId=ada' },
    { headers: page },
    { headers: { authorization: '', 'x-api-key': toyKey } },
    { method: 'POST', path: '/event', headers: json, body: '{}' },
    { method: 'POST', path: '/event', headers: { ...json, ...page }, body: '{}' },
  ] satisfies Asked[]) {
    overload.isRefusing = false;
    const late = await send(asked);
    overload.isRefusing = true;
    const early = await send(asked);
    assert.deepEqual([late.isEarly, early.isEarly], [false, true], JSON.stringify(asked));
    assert.equal(early.status, 503);
    assert.deepEqual(comparable(early), comparable(late));
  }
});

test('whoever is not plainly refused is answered by the steps of the server', async () => {
  overload.verdict = 'refuse';
  for (const [status, asked] of [
    [401, { headers: { authorization: 'Bearer rk_live_nobody' } }],
    [401, { headers: { authorization: '' } }],
    [403, { headers: { origin: 'https://elsewhere.example' } }],
    [403, { method: 'POST', path: '/write', headers: json, body: '{}' }],
    [503, { path: '/of/ada' }],
    [503, { path: '/question/' }],
    [200, { path: '/light' }],
  ] as const) {
    const told = await send(asked);
    assert.deepEqual([told.status, told.isEarly], [status, false], JSON.stringify(asked));
  }
});

test('what is decided early is decided once', async () => {
  for (const one of ['take', 'hurry', 'refuse'] as const) {
    overload.verdict = one;
    overload.judged = [];
    const { status, body } = await send({});
    assert.equal(overload.judged.length, 1, one);
    if (one === 'refuse') assert.equal(status, 503);
    else assert.deepEqual((body as { data: unknown }).data, { isHurried: one === 'hurry' });
  }
});

test('early refusals count as others do, by kind, route and key', async () => {
  overload.verdict = 'refuse';
  const countsOf = async () => {
    const lines = (await metrics.registry.metrics()).split('\n');
    return ['requests_refused_total{load="event"', 'http_requests_total{method="POST",path="/event",status="503"'].map(
      (start) =>
        Number(
          lines
            .find((line) => line.startsWith(start))
            ?.split(' ')
            .at(-1) ?? 0,
        ),
    );
  };
  const [refusedBefore = 0, answeredBefore = 0] = await countsOf();
  noted.length = 0;
  for (let n = 0; n < 3; n += 1)
    assert.ok((await send({ method: 'POST', path: '/event', headers: json, body: '{}' })).isEarly);
  assert.deepEqual(await countsOf(), [refusedBefore + 3, answeredBefore + 3]);
  assert.deepEqual(noted, [503, 503, 503]);
});

const head = (length: number) =>
  `POST /event HTTP/1.1\r\nhost: toys\r\nauthorization: Bearer ${toyKey}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

test('a connection goes on after a refusal, also where the body comes later or several requests at once', async () => {
  overload.verdict = 'refuse';
  const socket = connect(port, '127.0.0.1');
  let received = '';
  const until = async (answers: number) => {
    while (received.split('HTTP/1.1 503').length - 1 < answers) {
      const [chunk] = await new Promise<[Buffer]>((resolve) => socket.once('data', (data: Buffer) => resolve([data])));
      received += chunk;
    }
  };
  socket.write(head(2));
  await until(1);
  socket.write('{}');
  socket.write(`${head(2)}{}`);
  await until(2);
  socket.write(`${head(2)}{}${head(2)}{}`);
  await until(4);
  assert.doesNotMatch(received, /HTTP\/1\.1 400|connection: close/i);
  socket.destroy();
});

test('who is refused early and does not send the rest of the body holds no connection', async () => {
  overload.verdict = 'refuse';
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  socket.write(head(1_000));
  const dribble = setInterval(() => socket.write('x'), 20);
  await new Promise((resolve) => socket.once('close', resolve).on('error', () => {}));
  clearInterval(dribble);
});
