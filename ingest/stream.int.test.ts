import assert from 'node:assert/strict';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { StreamProgress } from '#schemas/http/events.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { waitFor } from '#testing/product.ts';
import { maxStreamsPerTenant } from './routes/post-event-stream.ts';

let app: IngestApp;
let shops = 0;

before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

/** Lines of distinct views of a user population of its own. */
function newLines(count: number): string[] {
  shops += 1;
  const from = Date.now() - count;
  return Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      eventType: 'product_viewed',
      userId: `shop-${shops}-user-${n}`,
      productId: 'mug',
      timestamp: new Date(from + n).toISOString(),
    }),
  );
}

function openStream(headers: Record<string, string> = {}): {
  sending: ClientRequest;
  response: Promise<IncomingMessage>;
} {
  const sending = request(`${app.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson', ...headers },
  });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('response', resolve);
    sending.once('error', reject);
  });
  response.catch(() => {});
  return { sending, response };
}

async function linesOf(response: IncomingMessage): Promise<StreamProgress[]> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StreamProgress);
}

/** Sends a whole body at once; returns the status and the last line. */
async function send(body: string | Buffer, headers: Record<string, string> = {}) {
  const { sending, response } = openStream(headers);
  sending.end(body);
  const answer = await response;
  const lines = await linesOf(answer);
  return { status: answer.statusCode, headers: answer.headers, lines, last: lines.at(-1)! };
}

const recordsOnLog = async () =>
  (await app.log.describe('events')).partitions.reduce((sum, { high }) => sum + Number(high), 0);

test('lines of any number are taken in; the last line says done and through which line all is durable', async () => {
  const lines = newLines(5_000);
  const before = await recordsOnLog();
  const { status, headers, last } = await send(lines.join('\n'));
  assert.deepEqual([status, headers['content-type']], [200, 'application/x-ndjson']);
  const done = { durableThrough: 5_000, duplicates: 0, rejected: 0, errors: [], errorsOmitted: 0, done: true };
  assert.deepEqual(last, { ...done, accepted: 5_000 });
  assert.equal((await recordsOnLog()) - before, 5_000);
  const { last: again } = await send(`${lines.join('\n')}\n`);
  assert.deepEqual(again, { ...done, accepted: 0, duplicates: 5_000 });
  assert.equal((await recordsOnLog()) - before, 5_000);
});

test('gzip and zstd are the same stream; another encoding is a 415 that names them', async () => {
  const body = newLines(2_000).join('\n');
  assert.equal((await send(gzipSync(body), { 'content-encoding': 'gzip' })).last.accepted, 2_000);
  assert.equal((await send(zstdCompressSync(body), { 'content-encoding': 'zstd' })).last.duplicates, 2_000);
  const { status, headers } = await sendForProblem(body, { 'content-encoding': 'br' });
  assert.deepEqual([status, headers['accept-encoding']], [415, 'identity, gzip, zstd']);
  assert.equal((await sendForProblem(body, { 'content-type': 'application/json' })).status, 415);
  assert.equal((await sendForProblem(body, { authorization: `Bearer ${app.keys.read}` })).status, 403);
});

async function sendForProblem(body: string, headers: Record<string, string>) {
  const { sending, response } = openStream(headers);
  sending.on('error', () => {});
  sending.end(body);
  const answer = await response;
  answer.resume();
  return { status: answer.statusCode, headers: answer.headers };
}

test('a bad line is an error of its own number; empty lines count as lines', async () => {
  const [a, b] = newLines(2);
  const body = Buffer.concat([
    Buffer.from(`${a}\n\n{"eventType":\n{"eventType":"x"}\n`),
    Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    Buffer.from(`"${'x'.repeat(270_000)}"\n{"eventType":"product_viewed","userId":"a\0","productId":"p"}\n${b}\n`),
  ]);
  const { last } = await send(body);
  assert.deepEqual([last.accepted, last.rejected, last.durableThrough, last.done], [2, 5, 8, true]);
  assert.deepEqual(
    last.errors.map(({ line, errors }) => [line, errors[0]?.code]),
    [
      [3, 'malformed_json'],
      [4, 'unknown_event_type'],
      [5, 'not_utf8'],
      [6, 'line_too_long'],
      [7, 'malformed_json'],
    ],
  );
});

test('a thousand errors are listed, the rest is counted', async () => {
  const { lines, last } = await send('nonsense\n'.repeat(2_500));
  assert.equal(
    lines.reduce((sum, { errors }) => sum + errors.length, 0),
    1_000,
  );
  assert.deepEqual([last.rejected, last.errorsOmitted, last.durableThrough], [2_500, 1_500, 2_500]);
});

test('an empty stream is done', async () => {
  const { last } = await send('');
  assert.deepEqual([last.durableThrough, last.accepted, last.done], [0, 0, true]);
});

for (const [encoding, compress] of [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const) {
  for (const [damage, damaged] of [
    ['breaks off', (whole: Buffer) => whole.subarray(0, whole.length >> 1)],
    [
      'is corrupt',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, whole.length >> 1), whole.subarray(whole.length >> 2)]),
    ],
    ['has another end', (whole: Buffer) => Buffer.concat([whole.subarray(0, -12), Buffer.alloc(12, 1)])],
  ] as const) {
    test(`a ${encoding} body that ${damage} settles no line, since nothing verified them; sent again nothing is lost or twice`, async () => {
      const lines = newLines(20_000);
      const before = await recordsOnLog();
      const { last } = await send(damaged(compress(lines.join('\n'))), { 'content-encoding': encoding });
      assert.deepEqual([last.done, last.durableThrough], [false, 0]);
      assert.match(last.failure ?? '', /send all of it again/);
      assert.ok(last.accepted > 0);
      const { last: again } = await send(compress(lines.join('\n')), { 'content-encoding': encoding });
      assert.deepEqual([again.done, again.accepted + again.duplicates], [true, 20_000]);
      assert.equal((await recordsOnLog()) - before, last.accepted + again.accepted);
    });
  }
}

test('progress is told while the client still sends', async () => {
  const { sending, response } = openStream();
  const [first, second] = newLines(2);
  sending.write(`${first}\n`);
  const answer = await response;
  const told = await new Promise<string>((resolve) => answer.once('data', (chunk) => resolve(String(chunk))));
  const progress = JSON.parse(told) as StreamProgress;
  assert.deepEqual([progress.durableThrough, progress.accepted, progress.done], [1, 1, false]);
  sending.end(second);
  assert.equal((await linesOf(answer)).at(-1)?.durableThrough, 2);
});

test('a client that goes away loses nothing of what it sent whole, and leaves the server well', async () => {
  const before = await recordsOnLog();
  const { sending, response } = openStream();
  const lines = newLines(1_000);
  sending.write(`${lines.join('\n')}\n{"eventType":"produ`);
  await waitFor(
    async () => (await recordsOnLog()) - before === 1_000,
    () => 'the whole lines on the log',
  );
  sending.destroy();
  await assert.rejects(response);
  const { last } = await send(lines.join('\n'));
  assert.deepEqual([last.duplicates, last.done], [1_000, true]);
});

test('a client that does not read while it sends stalls nothing', async () => {
  const { sending, response } = openStream();
  const bad = `${'nonsense\n'.repeat(900)}${newLines(20_000).join('\n')}\n`;
  let answer: IncomingMessage | undefined;
  void response.then((one) => {
    answer = one;
    one.pause();
  });
  for (let n = 0; n < 10; n += 1) await new Promise<void>((resolve) => sending.write(bad, () => resolve()));
  sending.end();
  await waitFor(
    async () => answer !== undefined,
    () => 'an answer',
  );
  const last = (await linesOf(answer!)).at(-1)!;
  assert.deepEqual([last.accepted, last.duplicates, last.rejected, last.done], [20_000, 180_000, 9_000, true]);
});

test('a log that fails amid a stream ends it with the line up to which all is durable; the rest can be sent again', async () => {
  const { sending, response } = openStream();
  const lines = newLines(3_000);
  const before = await recordsOnLog();
  sending.write(`${lines.slice(0, 1_000).join('\n')}\n`);
  await waitFor(
    async () => (await recordsOnLog()) - before === 1_000,
    () => 'the first thousand lines',
  );
  await app.closeLog();
  sending.end(`${lines.slice(1_000).join('\n')}\n`);
  const last = (await linesOf(await response)).at(-1)!;
  assert.deepEqual([last.done, last.durableThrough, last.accepted], [false, 1_000, 1_000]);
  assert.match(last.failure ?? '', /log/);
  await app.restart();
  const { last: rest } = await send(lines.slice(last.durableThrough).join('\n'));
  assert.deepEqual([rest.accepted, rest.done], [2_000, true]);
});

test('a stream takes no query: one is refused by name before a line is read', async () => {
  const [line] = newLines(1);
  const answer = await fetch(`${app.url}/api/v1/events/stream?follow=1`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson' },
    body: `${line}\n`,
  });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /follow/);
  const { last } = await send(`${line}\n`);
  assert.equal(last.accepted, 1, 'control: it was not taken before');
});

test('a stream whose key is revoked stores nothing more, and says why and through which line all is durable', async () => {
  const { sending, response } = openStream();
  const lines = newLines(2_000);
  const before = await recordsOnLog();
  sending.write(`${lines.slice(0, 1_000).join('\n')}\n`);
  await waitFor(
    async () => (await recordsOnLog()) - before === 1_000,
    () => 'the first thousand lines',
  );
  const revoked = app.revokeKey(app.keys.write);
  sending.end(`${lines.slice(1_000).join('\n')}\n`);
  const last = (await linesOf(await response)).at(-1)!;
  revoked.restore();
  assert.deepEqual([last.done, last.durableThrough, last.accepted], [false, 1_000, 1_000]);
  assert.match(last.failure ?? '', /not valid, or was revoked.*`durableThrough` was not stored/);
  assert.equal((await recordsOnLog()) - before, 1_000);
  const { last: rest } = await send(lines.slice(last.durableThrough).join('\n'));
  assert.deepEqual([rest.accepted, rest.done], [1_000, true], 'control: with the key it would have been taken');
});

/** Refused lines, in some KB. */
const millions = 3_000_000;
const unfoldsMuch = () => gzipSync('{}\n'.repeat(millions));

test('what nobody waits for is not worked on: a small body that unfolds to much ends with its client', async () => {
  const before = await app.metric('event_stream_lines_total');
  const { sending, response } = openStream({ 'content-encoding': 'gzip' });
  sending.end(unfoldsMuch());
  const answer = await response;
  await new Promise((resolve) => answer.once('data', resolve));
  assert.equal(await app.metric('event_streams_open'), 1, 'control: it is worked on');
  answer.destroy();
  await waitFor(
    async () => (await app.metric('event_streams_open')) === 0,
    () => 'the stream has ended',
  );
  const worked = (await app.metric('event_stream_lines_total')) - before;
  assert.ok(worked > 0 && worked < millions, `${worked} lines`);
});

test('while a stream is worked on, others are answered between its pieces', async () => {
  const { sending, response } = openStream({ 'content-encoding': 'gzip' });
  sending.end(unfoldsMuch());
  const answer = await response;
  let hasEnded = false;
  const reading = linesOf(answer).then(() => (hasEnded = true));
  const answered = await Promise.all(
    Array.from({ length: 5 }, () =>
      fetch(`${app.url}/api/v1/events`, { method: 'POST', headers: { authorization: 'Bearer none' } }),
    ),
  );
  assert.deepEqual([answered.map(({ status }) => status), hasEnded], [[401, 401, 401, 401, 401], false]);
  answer.destroy();
  await reading.catch(() => {});
});

test('a tenant has so many streams at once; one over them is told to wait, and takes the place of one that ends', async () => {
  // Those of tests before have places until they have ended.
  await waitFor(
    async () => (await app.metric('event_streams_open')) === 0,
    () => 'no stream open',
  );
  const open = Array.from({ length: maxStreamsPerTenant }, () => openStream());
  for (const { sending } of open) sending.write('\n');
  await waitFor(
    async () => (await app.metric('event_streams_open')) === maxStreamsPerTenant,
    () => 'all streams open',
  );
  const [line = ''] = newLines(1);
  const { status, headers } = await sendForProblem(line, {});
  assert.deepEqual([status, headers['retry-after']], [429, '5']);
  for (const { sending } of open) sending.end();
  for (const { response } of open) await linesOf(await response);
  assert.equal((await send(line)).last.accepted, 1, 'control: one is taken now, and was not before');
});

test('a stream that broke off is sent again, whole or from a line on: under its key lines without time and id count once', async () => {
  const line = JSON.stringify({ eventType: 'product_viewed', userId: 'timeless', productId: 'mug' });
  const post = async (count: number, firstLine: number, headers: Record<string, string>) => {
    const answer = await fetch(`${app.url}/api/v1/events/stream?firstLine=${firstLine}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson', ...headers },
      body: `${line}\n`.repeat(count),
    });
    const last = (await answer.text()).trim().split('\n').at(-1) ?? '';
    const { accepted, duplicates } = JSON.parse(last) as StreamProgress;
    return [accepted, duplicates];
  };
  const key = { 'idempotency-key': 'night-of-1-march' };
  assert.deepEqual(await post(3, 1, key), [3, 0]);
  assert.deepEqual(await post(5, 1, key), [2, 3]);
  assert.deepEqual(await post(3, 4, key), [1, 2]);
  assert.deepEqual(await post(3, 1, { 'idempotency-key': 'another' }), [3, 0], 'control');
  assert.equal((await sendForProblem(line, { 'idempotency-key': 'k'.repeat(201) })).status, 400);
});
