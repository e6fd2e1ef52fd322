import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { defaultPatience } from '#runtime/http/patience.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { bodyBytes, drip } from '#testing/drip.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { serveConsole } from './serve-console.ts';

const hasty = { ...defaultPatience, headersMs: 400, answerMs: 400, lineMs: 10_000, restMs: 10_000, sweepMs: 50 };
const closing = new AsyncDisposableStack();
let app: ApiApp;
let shop: Shop;
let url: string;

before(async () => {
  app = await openApiApp();
  closing.defer(app.remove);
  shop = await createShop(app.url);
  const pages = createServer((_, response) => response.end('a page'));
  const console = serveConsole(await app.serve(hasty), pages.listeners('request')[0] as () => void, hasty);
  closing.defer(() => void console.close().closeAllConnections());
  await once(console.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(console.address() as AddressInfo).port}`;
});
after(() => closing.disposeAsync());

const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: shop.example', ...headers, '', ''].join('\r\n');
const withBody = (line: string) => head(line, `Content-Length: ${bodyBytes}`, 'Content-Type: application/json');

test('who sends headers a byte now and then to the console is told to be late', async () => {
  assert.match(await drip(url, 'GET / HTTP/1.1\r\nHost: shop.example\r\nX-Slow: '), /^HTTP\/1\.1 408 /);
});

test('a body that comes a byte now and then holds no connection, for a page, for nothing, or passed on', async () => {
  const told = await Promise.all(
    ['POST /', 'POST /health', 'POST /.hidden', 'POST /api/v1/auth/login', 'POST /api/v1/nothing'].map(
      async (line) => [line, await drip(url, withBody(line))] as const,
    ),
  );
  for (const [line, said] of told) assert.doesNotMatch(said, /^held for ever/, line);
  assert.match(told.find(([line]) => line.endsWith('/login'))?.[1] ?? '', /^HTTP\/1\.1 408 /, 'the API has told it');
});

test('control: an upload that moves goes on through the console for longer than any request may take', async () => {
  const until = performance.now() + 3 * hasty.answerMs;
  let sent = 0;
  async function* lines() {
    while (performance.now() < until) {
      const event = { eventType: 'product_viewed', userId: 'ada', productId: 'mug', eventId: `e-${sent++}` };
      yield new TextEncoder().encode(`${JSON.stringify(event)}\n`);
      await turn();
    }
  }
  const answer = await fetch(`${url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.writeKey}`, 'content-type': 'application/x-ndjson' },
    body: ReadableStream.from(lines()),
    duplex: 'half',
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  assert.match(text.trim().split('\n').at(-1) ?? '', new RegExp(`"durableThrough":${sent}\\b`));
});
