import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, test } from 'node:test';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { waitFor } from '#testing/wait-for.ts';

const products = 2_000;
/** What one append of a request that unfolds holds at most. */
const firstPiece = 500;
let app: IngestApp;
let orders = 0;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

/** An order of Segment: as many events as it has products. */
function newOrder() {
  orders += 1;
  return {
    type: 'track',
    event: 'Order Completed',
    userId: `shopper-${orders}`,
    messageId: `m-${orders}`,
    timestamp: new Date().toISOString(),
    properties: {
      order_id: `o-${orders}`,
      products: Array.from({ length: products }, (_, n) => ({ product_id: `p-${n}`, price: 5 })),
    },
  };
}
type Way = { path: string; headers?: Record<string, string>; body: () => unknown };
const bearer = () => ({ authorization: `Bearer ${app.keys.write}` });
const ways: Record<string, () => Way> = {
  'an event': () => ({ path: '/api/v1/events', headers: bearer(), body: newOrder }),
  'a batch': () => ({ path: '/api/v1/events/batch', headers: bearer(), body: () => [newOrder()] }),
  'a stream': () => ({
    path: '/api/v1/events/stream',
    headers: { ...bearer(), 'content-type': 'application/x-ndjson' },
    body: newOrder,
  }),
  'a batch of Segment': () => ({
    path: '/v1/batch',
    headers: { authorization: `Basic ${Buffer.from(`${app.keys.write}:`).toString('base64')}` },
    body: () => ({ batch: [newOrder()] }),
  }),
  'a call of Segment whose key is in its body': () => ({
    path: '/v1/track',
    body: () => ({ ...newOrder(), writeKey: app.keys.write }),
  }),
};

function send({ path, headers = {} }: Way, body: string): ClientRequest {
  const sending = request(`${app.url}${path}`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  });
  sending.on('error', () => {});
  sending.end(body);
  return sending;
}
const answerOf = async (sending: ClientRequest) => {
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer) };
};
/** How many of the events are told as new and as known, however the way in says it. */
const countsOf = (body: string) =>
  ['accepted', 'duplicates'].map((name) => Number(body.split(`"${name}":`).at(-1)?.match(/^\d+/)?.[0]));

let log = { resume: () => {} };
afterEach(() => log.resume());

/** Sends it and returns once the log has its first piece, and holds it. */
async function sendUntilHeld(way: Way, body: string): Promise<ClientRequest> {
  log = app.stallLog();
  const sending = send(way, body);
  await waitFor(
    async () => app.appends.bytes > 0,
    () => 'the first piece waits for the log',
  );
  return sending;
}

for (const [name, wayOf] of Object.entries(ways)) {
  test(`${name} that unfolds to many events ends with its client; sent again it is stored once`, async () => {
    const way = wayOf();
    const body = JSON.stringify(way.body());
    const before = await app.connections();
    const sending = await sendUntilHeld(way, body);
    assert.equal(await app.connections(), before + 1, 'control: it waits');
    sending.destroy();
    await waitFor(
      async () => (await app.connections()) === before,
      () => 'the server knows that the client has gone',
    );
    log.resume();
    const again = await answerOf(send(way, body));
    assert.deepEqual(countsOf(again.body), [products - firstPiece, firstPiece], 'only the piece that was under way');
    const whole = await answerOf(send(way, JSON.stringify(way.body())));
    assert.deepEqual(countsOf(whole.body), [products, 0], 'control: who waits has all of it taken');
  });

  test(`${name} that unfolds to many events ends with its key; sent again it is stored once`, async () => {
    const way = wayOf();
    const body = JSON.stringify(way.body());
    const sending = await sendUntilHeld(way, body);
    const { restore } = app.revokeKey(app.keys.write);
    log.resume();
    const refused = await answerOf(sending);
    restore();
    assert.match(refused.body, /not valid, or was revoked/);
    const again = await answerOf(send(way, body));
    assert.deepEqual(countsOf(again.body), [products - firstPiece, firstPiece], 'only the piece that was under way');
  });
}
