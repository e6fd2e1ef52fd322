import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import type { BatchResult, StreamProgress } from '#schemas/http/events.ts';
import type { NoteCounts } from '#schemas/http/notes.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';

let app: IngestApp;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

/** A view, or with `paid` a purchase, as every way in can say it. */
type Said = { userId: unknown; productId: unknown; sessionId?: unknown; paid?: { price: unknown; quantity?: unknown } };
/** The codes of what was refused, and what was said of what was accepted. */
type Told = { refused: string[]; counted: NoteCounts };
type Way = (said: Said) => Promise<Told>;

const codesOf = (each: readonly Pick<BatchResult, 'errors'>[]) =>
  each.flatMap(({ errors = [] }) => errors.map(({ code }) => code));
const countsOf = ({ rounded, weighed }: NoteCounts): NoteCounts => ({
  ...(rounded === undefined ? {} : { rounded }),
  ...(weighed === undefined ? {} : { weighed }),
});

/** `number:7` in a text stands in the body as the number. */
const bodyOf = (value: unknown) => JSON.stringify(value).replaceAll(/"number:(\d+)"/g, '$1');
const send = (path: string, body: unknown, type = 'application/json') =>
  fetch(`${app.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': type, origin: 'https://shop.example' },
    body: bodyOf(body),
  });

async function post(path: string, body: unknown): Promise<Told> {
  const response = await send(path, body);
  const answer = (await response.json()) as {
    data: { results?: BatchResult[] } | null;
    meta: NoteCounts;
    errors: BatchResult['errors'];
  };
  const { status } = response;
  assert.ok(status === 202 || status === 400, `${status} ${JSON.stringify(answer)}`);
  return { refused: codesOf(answer.data?.results ?? [answer]), counted: countsOf(answer.meta) };
}

const own = ({ paid, ...said }: Said) =>
  paid === undefined
    ? { eventType: 'product_viewed', ...said }
    : { eventType: 'purchase', ...said, metadata: { ...paid, orderId: '' } };
const segment = ({ userId, productId, sessionId, paid }: Said) => ({
  type: 'track',
  event: paid === undefined ? 'Product Viewed' : 'Order Completed',
  userId,
  messageId: `m-${String(productId)}`,
  context: { sessionId },
  properties: paid === undefined ? { product_id: productId } : { products: [{ product_id: productId, ...paid }] },
});
const ga4 = ({ userId, productId, sessionId, paid }: Said) => ({
  user_id: userId,
  client_id: '',
  events: [
    {
      name: paid === undefined ? 'view_item' : 'purchase',
      params: { session_id: sessionId, items: [{ item_id: productId, ...paid }] },
    },
  ],
});
async function stream(line: unknown): Promise<Told> {
  const answer = await send('/events/stream', line, 'application/x-ndjson');
  const lines = (await answer.text()).trim().split('\n');
  const progress = lines.map((text) => JSON.parse(text) as StreamProgress);
  return { refused: progress.flatMap(({ errors }) => codesOf(errors)), counted: countsOf(progress.at(-1)!) };
}

const writeWays: Readonly<Record<string, Way>> = {
  'one event': (said) => post('/events', own(said)),
  'a batch': (said) => post('/events/batch', [own(said)]),
  'a stream': (said) => stream(own(said)),
  'a call of Segment': (said) => post('/events', segment(said)),
  'a batch of Segment': (said) => post('/events/batch', { batch: [segment(said)] }),
  'a stream of Segment calls': (said) => stream(segment(said)),
  'a payload of GA4': (said) => post('/events/batch', ga4(said)),
  'a stream of GA4 payloads': (said) => stream(ga4(said)),
};
const ways: Readonly<Record<string, Way>> = {
  ...writeWays,
  'a page': (said) => post('/track', { key: app.keys.read, events: [own(said)] }),
};
const taken: Told = { refused: [], counted: {} };

async function onLog(productId: string): Promise<ShopEvent[]> {
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(
    partitions.map(({ partition, low }) => app.log.read('events', partition, low, { maxRecords: 1_000_000 })),
  );
  return batches
    .flatMap(({ records }) => records.map(({ value }) => decodeEventsRecord(value!)))
    .flatMap((record) => (record.kind === 'event' && record.event.productId === productId ? [record.event] : []));
}

const named: Readonly<Record<string, (said: Said, name: string) => Promise<Told>>> = {
  'one event': (said, eventType) => post('/events', { ...own(said), eventType }),
  'a batch': (said, eventType) => post('/events/batch', [{ ...own(said), eventType }]),
  'a stream': (said, eventType) => stream({ ...own(said), eventType }),
  'a call of Segment': (said, event) => post('/events', { ...segment(said), event }),
  'a batch of Segment': (said, event) => post('/events/batch', { batch: [{ ...segment(said), event }] }),
};
for (const [way, say] of Object.entries(named))
  test(`${way}: a name that the shop has set is its type, one that it ignores is left out, any other is unknown`, async () => {
    const productId = `${way}-named`;
    const said = { userId: 'ada', productId };
    assert.deepEqual(await say(said, 'Looked Closely'), taken);
    assert.deepEqual(
      (await onLog(productId)).map(({ type }) => type),
      ['product_viewed'],
    );
    assert.deepEqual((await say(said, 'Song Played')).refused, ['ignored_event_type']);
    assert.deepEqual((await say(said, 'Song Sung')).refused, ['unknown_event_type'], 'control');
  });

test('a page: the same, but by no name it tells of a purchase', async () => {
  const track = (eventType: string, paid?: Said['paid']) =>
    post('/track', {
      key: app.keys.read,
      events: [
        { ...own({ userId: 'ada', productId: 'page-named', ...(paid === undefined ? {} : { paid }) }), eventType },
      ],
    });
  assert.deepEqual(await track('Looked Closely'), taken);
  assert.deepEqual((await track('Song Played')).refused, ['ignored_event_type']);
  for (const name of ['Bought It', 'Song Sung'])
    assert.deepEqual((await track(name, { price: 5 })).refused, ['event_type_not_allowed'], name);
});

/** Tells the ids of one way from those of another. */
let run = 10;
for (const [name, say] of Object.entries(ways)) {
  test(`${name}: an empty and a null session are none, and another is kept`, async () => {
    for (const [sessionId, kept] of [
      ['', null],
      [null, null],
      ['visit-1', 'visit-1'],
    ] as const) {
      const productId = `${name}-session-${sessionId}`;
      assert.deepEqual(await say({ userId: 'ada', productId, sessionId }), taken);
      assert.deepEqual(
        (await onLog(productId)).map((event) => event.sessionId),
        [kept],
      );
    }
  });

  test(`${name}: an id that is a number beyond 2^53 is kept digit by digit`, async () => {
    const [one, other] = ['8374658273645623801', '8374658273645623802'].map((digits) => `${digits}${run}`);
    run += 1;
    for (const digits of [one, other])
      assert.deepEqual(await say({ userId: `number:${digits}`, productId: `number:${digits}` }), taken);
    for (const digits of [one, other])
      assert.deepEqual(
        (await onLog(digits!)).map(({ userId }) => userId),
        [digits],
      );
  });

  test(`${name}: a placeholder is no shopper, one of the tenant's neither, and its event is nowhere`, async () => {
    for (const userId of ['undefined', 'NaN', 'guest']) {
      const productId = `${name}-of-${userId}`;
      assert.deepEqual(await say({ userId, productId }), { refused: ['placeholder'], counted: {} });
      assert.deepEqual(await onLog(productId), []);
    }
    assert.deepEqual(await say({ userId: 'guest-7', productId: `${name}-control` }), taken);
    assert.equal((await onLog(`${name}-control`)).length, 1, 'control: a shopper is taken');
  });
}

for (const [name, say] of Object.entries(writeWays)) {
  test(`${name}: the amount that was meant is kept, and what is rounded or weighed is said`, async () => {
    for (const [price, quantity, kept, counted] of [
      [15 * 1.19, 2, [178_500n, 2], {}],
      ['12.9500', '2.0000', [129_500n, 2], {}],
      [1.00005, 1, [10_000n, 1], { rounded: 1 }],
      [3.99, 1.85, [73_815n, 1], { weighed: 1 }],
      [3.99, '1.8500', [73_815n, 1], { weighed: 1 }],
    ] as const) {
      const productId = `${name}-at-${price}-${quantity}`;
      assert.deepEqual(await say({ userId: 'ada', productId, paid: { price, quantity } }), { refused: [], counted });
      assert.deepEqual(
        (await onLog(productId)).map(({ purchase }) => [purchase?.priceE4, purchase?.quantity]),
        [kept],
      );
    }
    const paid = { price: '1.234,56' };
    assert.deepEqual((await say({ userId: 'ada', productId: `${name}-comma`, paid })).refused, ['invalid_price']);
  });
}

/** Bodies with a `?` where a test writes bytes; each is taken with a text there. */
const bodies: Readonly<Record<string, object>> = {
  '/api/v1/events': own({ userId: '?', productId: 'bytes' }),
  '/api/v1/events/batch': [own({ userId: '?', productId: 'bytes' })],
  '/api/v1/events/stream': own({ userId: '?', productId: 'bytes' }),
  '/api/v1/track': { key: 'rk_live_read', events: [own({ userId: '?', productId: 'bytes' })] },
  '/api/v1/catalog': { productId: '?', name: 'Bytes', category: 'c', price: 1 },
  '/v1/batch': { batch: [segment({ userId: '?', productId: 'bytes' })] },
  '/batch': { batch: [{ event: 'Product Viewed', distinct_id: '?', properties: { product_id: 'bytes' } }] },
};

for (const [path, body] of Object.entries(bodies))
  test(`${path}: bytes that are not UTF-8 are refused, never read as another text, and a byte order mark is left out`, async () => {
    const post = async (name: Buffer, mark = '') => {
      const [head, tail] = JSON.stringify(body).split('?') as [string, string];
      const response = await fetch(app.url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${app.keys.write}`,
          'content-type': path.endsWith('stream') ? 'application/x-ndjson' : 'application/json',
          origin: 'https://shop.example',
        },
        body: Buffer.concat([Buffer.from(mark + head), name, Buffer.from(tail)]),
      });
      return { isTaken: response.ok, text: await response.text() };
    };
    const refused = await post(Buffer.from('Jürgen', 'latin1'));
    assert.match(refused.text, /not_utf8/);
    const marked = await post(Buffer.from('Jürgen'), '\ufeff');
    assert.ok(marked.isTaken && !/"rejected":[1-9]|not_utf8|not valid/.test(marked.text), marked.text);
  });
