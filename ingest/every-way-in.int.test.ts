import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import type { BatchResult, StreamProgress } from '#schemas/http/events.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask } from '#testing/shop.ts';

let app: IngestApp;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

/** A view as every way in can say it. */
type Said = { userId: unknown; productId: unknown; sessionId?: unknown };
type Way = (said: Said) => Promise<readonly ContractError[]>;

const send = (path: string, text: string, type = 'application/json') =>
  fetch(`${app.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': type },
    body: text,
  });

/** What was refused, if anything. */
const errorsOfBatch = async (path: string, body: unknown): Promise<readonly ContractError[]> => {
  const answer = await ask(`${app.url}/api/v1${path}`, { token: app.keys.write, body });
  assert.ok(answer.status === 202 || answer.status === 400, `${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.status === 400
    ? answer.body.errors
    : (answer.body.data.results ?? []).flatMap(({ errors = [] }: BatchResult) => errors);
};
const own = (said: Said) => ({ eventType: 'product_viewed', ...said });
const segment = ({ userId, productId, sessionId }: Said) => ({
  type: 'track',
  event: 'Product Viewed',
  userId,
  messageId: `m-${String(productId)}`,
  context: { sessionId },
  properties: { product_id: productId },
});
const ga4 = ({ userId, productId, sessionId }: Said) => ({
  user_id: userId,
  client_id: '',
  events: [{ name: 'view_item', params: { session_id: sessionId, items: [{ item_id: productId }] } }],
});

const ways: Readonly<Record<string, Way>> = {
  event: (said) => errorsOfBatch('/events', own(said)),
  batch: (said) => errorsOfBatch('/events/batch', [own(said)]),
  async stream(said) {
    const answer = await send('/events/stream', JSON.stringify(own(said)), 'application/x-ndjson');
    const lines = (await answer.text()).trim().split('\n');
    return lines.flatMap((line) => (JSON.parse(line) as StreamProgress).errors.flatMap(({ errors }) => errors));
  },
  segment: (said) => errorsOfBatch('/events/batch', { batch: [segment(said)] }),
  ga4: (said) => errorsOfBatch('/events/batch', ga4(said)),
  async track(said) {
    const answer = await fetch(`${app.url}/api/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://shop.example' },
      body: JSON.stringify({ key: app.keys.read, events: [own(said)] }),
    });
    const { data } = (await answer.json()) as { data: { results: BatchResult[] } };
    return data.results.flatMap(({ errors = [] }) => errors);
  },
};

async function onLog(productId: string): Promise<ShopEvent[]> {
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(
    partitions.map(({ partition, low }) => app.log.read('events', partition, low, { maxRecords: 1_000_000 })),
  );
  return batches
    .flatMap(({ records }) => records.map(({ value }) => decodeEventsRecord(value!)))
    .flatMap((record) => (record.kind === 'event' && record.event.productId === productId ? [record.event] : []));
}

for (const [name, say] of Object.entries(ways)) {
  test(`${name}: an empty and a null session are none, and another is kept`, async () => {
    for (const [sessionId, kept] of [
      ['', null],
      [null, null],
      ['visit-1', 'visit-1'],
    ] as const) {
      const productId = `${name}-session-${sessionId}`;
      assert.deepEqual(await say({ userId: 'ada', productId, sessionId }), []);
      assert.deepEqual(
        (await onLog(productId)).map((event) => event.sessionId),
        [kept],
      );
    }
  });

  test(`${name}: a placeholder is no shopper, one of the tenant's neither, and its event is nowhere`, async () => {
    for (const userId of ['undefined', 'NaN', 'guest']) {
      const productId = `${name}-of-${userId}`;
      assert.deepEqual(
        (await say({ userId, productId })).map(({ code }) => code),
        ['placeholder'],
      );
      assert.deepEqual(await onLog(productId), []);
    }
    assert.deepEqual(await say({ userId: 'guest-7', productId: `${name}-control` }), []);
    assert.equal((await onLog(`${name}-control`)).length, 1, 'control: a shopper is taken');
  });
}
