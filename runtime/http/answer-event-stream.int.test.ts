import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { openToyServer, toyJwtSecret } from '#testing/toy-server.ts';
import { waitFor } from '#testing/wait-for.ts';
import { signAccessToken } from './access-token.ts';
import { answerEventStream } from './answer-event-stream.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** More than fits into the buffers between the two ends of a connection. */
const flood = 100_000;
let made = 0;
let ended = 0;
let left = 0;
const base = {
  method: 'GET',
  auth: 'public',
  limit: 'none',
  summary: 'toy',
  tag: 'Toys',
  answers: { 200: Type.String() },
  produces: 'text/event-stream',
} as const;
const routes: Route[] = [
  {
    ...base,
    path: '/follow',
    handler: async (request, reply) =>
      answerEventStream(
        request,
        reply,
        async function* (signal) {
          yield {
            id: String(Number(request.headers['last-event-id'] ?? 0) + 1),
            event: 'seen',
            data: { text: 'a\nb' },
          };
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          ended += 1;
        },
        { heartbeatMs: 5, onEnd: () => (left += 1) },
      ),
  },
  {
    ...base,
    path: '/secret',
    auth: 'admin',
    handler: async (request, reply) =>
      answerEventStream(request, reply, async function* (signal) {
        yield { id: '7' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      }),
  },
  ...[new Problem(403, 'Not any more'), new TypeError('of the inside')].map(
    (error): Route => ({
      ...base,
      path: `/${error.name}`,
      handler: async (request, reply) =>
        answerEventStream(request, reply, async function* () {
          yield { data: 'first' };
          throw error;
        }),
    }),
  ),
  {
    ...base,
    path: '/flood',
    handler: async (request, reply) =>
      answerEventStream(request, reply, async function* () {
        for (made = 0; made < flood; made++) yield { data: 'x'.repeat(1_000) };
      }),
  },
];
let app: FastifyInstance;
let url: string;
before(async () => {
  app = openToyServer(routes);
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
after(() => app.close());

async function readUntil(body: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of body.values({ preventCancel: true })) {
    text += decoder.decode(piece, { stream: true });
    if (pattern.test(text)) break;
  }
  return text;
}

test('events go out as they come, after the last one the client has, and heartbeats between them', async () => {
  const leaving = new AbortController();
  const before = ended;
  const answer = await fetch(`${url}/follow`, { headers: { 'last-event-id': '41' }, signal: leaving.signal });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const text = await readUntil(answer.body!, /data.*\n\n(:\n\n){3}/);
  assert.match(text, /^(:\n\n)+id: 42\nevent: seen\ndata: \{"text":"a\\nb"\}\n\n/);
  leaving.abort();
  await waitFor(
    async () => ended === before + 1,
    () => 'the source to be told that the client has gone',
  );
});

test('no more is made than the client reads, and a stream that ends is whole', async () => {
  const answer = await fetch(`${url}/flood`);
  const reader = answer.body!.getReader();
  await reader.read();
  let seen = -1;
  await waitFor(
    async () => {
      const isStill = made === seen;
      seen = made;
      return isStill && made > 0;
    },
    () => 'the source to be held back',
  );
  assert.ok(made < flood, 'control: held back before its end');
  let bytes = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) bytes += piece.value.length;
  assert.equal(made, flood);
  assert.ok(bytes > flood * 900);
});

test('a HEAD is answered at once, and a server that closes ends what would go on for ever, and says so', async () => {
  const before = left;
  assert.equal((await fetch(`${url}/follow`, { method: 'HEAD' })).status, 200);
  await waitFor(
    async () => left === before + 1,
    () => 'its end',
  );
  const other = openToyServer(routes);
  await other.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`http://127.0.0.1:${(other.server.address() as AddressInfo).port}/follow`);
  const [text] = await Promise.all([answer.text(), other.close()]);
  assert.match(text, /id: 1\n/);
  assert.match(text, /\n\nevent: end\ndata: \{"status":503,"detail":"This server ends: connect again."\}\n\n$/);
  assert.equal(left, before + 2, 'each stream ends once');
});

test('a client that does not read holds up no server that closes', { timeout: 30_000 }, async () => {
  const other = openToyServer(routes);
  await other.listen({ host: '127.0.0.1', port: 0 });
  made = 0;
  const client = connect((other.server.address() as AddressInfo).port, '127.0.0.1');
  client.pause().write('GET /flood HTTP/1.1\r\nhost: toy\r\n\r\n');
  await waitFor(
    async () => made > 0,
    () => 'a stream',
  );
  await other.close();
  assert.ok(made < flood, 'control: it was not at its end');
  client.destroy();
});

test('the last event says why a stream is at its end: the token has run out, or the source has thrown', async () => {
  const token = signAccessToken(toyJwtSecret, { adminId: 'toy', role: 'admin' }, 2);
  const secret = await fetch(`${url}/secret`, { headers: { authorization: `Bearer ${token}` } });
  assert.match(
    await secret.text(),
    /\n\nid: 7\n\n(:\n\n)*event: end\ndata: \{"status":401,"detail":"The access token has run out/,
  );
  const lastOf = async (path: string) => (await (await fetch(url + path)).text()).split('\n\n').at(-2);
  assert.equal(await lastOf('/Problem'), 'event: end\ndata: {"status":403,"detail":"Not any more"}');
  assert.match(
    (await lastOf('/TypeError'))!,
    /^event: end\ndata: \{"status":500,"detail":"Something went wrong on our side/,
  );
});
