import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeEvent } from '../judge-event.ts';
import { foreignBatchOf, normaliseWireEvent } from './index.ts';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const context = { scope: 1, receivedAtMs: Date.UTC(2026, 2, 1, 12), isKnownProduct: () => true, hash };
const wiresOf = (sent: unknown) => normaliseWireEvent(sent).map(({ wire }) => wire);
const itemsOf = (sent: unknown) => normaliseWireEvent(sent).map(({ item }) => item);
const accepted = (sent: unknown) =>
  wiresOf(sent).map((wire) => {
    const outcome = judgeEvent(wire, context);
    assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.errors));
    return outcome.event;
  });

// The shapes of Segment's e-commerce spec and Google's Measurement Protocol reference.
const productViewed = {
  type: 'track',
  event: 'Product Viewed',
  messageId: 'ajs-1f2e',
  anonymousId: 'anon-7',
  timestamp: '2026-03-01T11:59:58.123Z',
  properties: { product_id: '507f1f77bcf86cd799439011', sku: 'G-32', category: 'Games', price: 18.99, quantity: 1 },
};
const orderCompleted = {
  type: 'track',
  event: 'Order Completed',
  messageId: 'ajs-9',
  userId: '019mr8mf4r',
  timestamp: '2026-03-01T11:59:58.123Z',
  properties: {
    order_id: '50314b8e9bcf',
    revenue: 25,
    currency: 'usd',
    products: [
      { product_id: 'monopoly', price: 19, quantity: 1, category: 'Games' },
      { product_id: 'uno', price: '3.00', quantity: 2 },
      { product_id: 'uno', price: 3, quantity: '4' },
      { product_id: 'uno', price: 2.5, quantity: 1 },
    ],
  },
};
const ga4Purchase = {
  client_id: '1234567890.1700000000',
  timestamp_micros: 1772366398123456,
  events: [
    {
      name: 'purchase',
      params: {
        transaction_id: 'T_12345',
        currency: 'EUR',
        session_id: 1700000000,
        items: [
          { item_id: 'SKU_1', item_name: 'Tee', price: 10.01, quantity: 3 },
          { item_id: 'SKU_2', price: 5 },
        ],
      },
    },
    { name: 'view_item', params: { items: [{ item_id: 'SKU_1' }] } },
  ],
};

test('a Segment purchase without a list of products is one of the product that it names itself', () => {
  const properties = { product_id: 'uno', order_id: 'o-1', price: '2.50', quantity: 2, currency: 'eur', gift: true };
  const [event, ...others] = accepted({ ...orderCompleted, properties });
  assert.deepEqual(others, []);
  assert.deepEqual(
    [event?.productId, event?.purchase, event?.metadata],
    [
      'uno',
      { orderId: 'o-1', quantity: 2, priceE4: 25000n, currency: 'EUR' },
      '{"price":"2.50","quantity":2,"currency":"EUR","gift":true,"orderId":"o-1"}',
    ],
  );
  assert.deepEqual(itemsOf({ ...orderCompleted, properties }), [null]);
  const emptied = wiresOf({ ...orderCompleted, properties: { ...properties, products: [] } });
  assert.ok(
    emptied.every((wire) => !judgeEvent(wire, context).ok),
    'control: a list without products',
  );
});

test('a Segment call is one event: messageId becomes eventId, anonymousId stands in for userId', () => {
  const [event, ...others] = accepted(productViewed);
  assert.deepEqual(others, []);
  assert.equal(event?.type, 'product_viewed');
  assert.equal(event?.userId, 'anon-7');
  assert.equal(event?.productId, '507f1f77bcf86cd799439011');
  assert.equal(event?.clientEventId, 'ajs-1f2e');
  assert.equal(event?.timestampMs, Date.UTC(2026, 2, 1, 11, 59, 58, 123));
});

test('a Segment order is one purchase per product and price, its lines summed, revenue exact', () => {
  const events = accepted(orderCompleted);
  assert.deepEqual(
    events.map(({ productId, purchase }) => [
      productId,
      purchase?.priceE4,
      purchase?.quantity,
      purchase?.orderId,
      purchase?.currency,
    ]),
    [
      ['monopoly', 190_000n, 1, '50314b8e9bcf', 'USD'],
      ['uno', 30_000n, 6, '50314b8e9bcf', 'USD'],
      ['uno', 25_000n, 1, '50314b8e9bcf', 'USD'],
    ],
  );
  assert.equal(new Set(events.map(({ id }) => id.toString('hex'))).size, 3);
  assert.deepEqual(accepted(orderCompleted), events);
});

test('Segment names of version 1 and a batch are understood', () => {
  const added = { ...productViewed, event: 'Added Product', properties: { id: 42 } };
  const events = accepted({ batch: [added, productViewed] });
  assert.deepEqual(
    events.map(({ type, productId }) => [type, productId]),
    [
      ['add_to_cart', '42'],
      ['product_viewed', '507f1f77bcf86cd799439011'],
    ],
  );
});

test('properties beyond what metadata may have are left out, of each spelling; the understood ones stay', () => {
  const note = 'x'.repeat(5_000);
  const lines = orderCompleted.properties.products.slice(0, 1).map((line) => ({ ...line, note }));
  const order = { ...orderCompleted, properties: { ...orderCompleted.properties, products: lines } };
  const view = { ...productViewed, properties: { ...productViewed.properties, note } };
  const postHog = { event: 'Product Viewed', distinct_id: 'u', properties: { product_id: 'p', note } };
  const ga4 = { client_id: '1', events: [{ name: 'view_item', params: { items: [{ item_id: 'p', note }] } }] };
  for (const sent of [order, view, postHog, ga4]) {
    const [event] = accepted(sent);
    assert.ok(!event?.metadata?.includes('note'), JSON.stringify(sent).slice(0, 60));
    assert.deepEqual(
      normaliseWireEvent(sent)[0]?.notes?.map(({ code }) => code),
      ['shortened'],
    );
  }
  const [purchase] = accepted(order);
  assert.deepEqual([purchase?.purchase?.priceE4, purchase?.purchase?.orderId], [190_000n, '50314b8e9bcf']);
  assert.equal(normaliseWireEvent(orderCompleted)[0]?.notes, undefined, 'control');
});

test('an event of PostHog is read by its own fields, its own properties are no metadata', () => {
  const [event] = accepted({
    event: 'Product Viewed',
    distinct_id: 'ada',
    uuid: '0199-1',
    timestamp: '2026-03-01T11:59:58.123Z',
    properties: { product_id: 'mug', colour: 'blue', $lib: 'posthog-node', $session_id: 'visit-1' },
  });
  assert.deepEqual(
    [event?.userId, event?.clientEventId, event?.sessionId, event?.productId, event?.metadata],
    ['ada', '0199-1', 'visit-1', 'mug', '{"colour":"blue"}'],
  );
  const batch = { api_key: 'k', sent_at: '2026-03-01T12:20:00Z', batch: [{ event: '$identify', distinct_id: 'ada' }] };
  assert.equal(foreignBatchOf(batch)?.field, 'batch');
  assert.deepEqual(
    normaliseWireEvent(batch).map(({ sentAt }) => sentAt),
    ['2026-03-01T12:20:00Z'],
  );
});

test('a GA4 payload is one event per item, its microseconds cut to ms', () => {
  const events = accepted(ga4Purchase);
  assert.deepEqual(
    events.map(({ type, productId, userId, sessionId, purchase }) => [
      type,
      productId,
      userId,
      sessionId,
      purchase?.priceE4,
      purchase?.quantity,
    ]),
    [
      ['purchase', 'SKU_1', '1234567890.1700000000', '1700000000', 100_100n, 3],
      ['purchase', 'SKU_2', '1234567890.1700000000', '1700000000', 50_000n, 1],
      ['product_viewed', 'SKU_1', '1234567890.1700000000', null, undefined, undefined],
    ],
  );
  assert.equal(events[0]?.timestampMs, 1772366398123);
});

test('numbers may come as text: microseconds of 16 digits, quantities, ids', () => {
  const timestampMs = 1772366398123;
  for (const timestamp_micros of [1772366398123456, '1772366398123456', '1772366398123456.0'])
    assert.equal(accepted({ ...ga4Purchase, timestamp_micros })[0]?.timestampMs, timestampMs);
  const [event] = accepted({
    client_id: 7,
    events: [
      {
        name: 'purchase',
        timestamp_micros: '1772366398123456',
        params: {
          transaction_id: 12,
          session_id: '1700000000',
          items: [{ item_id: 1, price: '10.01', quantity: '2.0' }],
        },
      },
    ],
  });
  assert.deepEqual(
    [event?.timestampMs, event?.userId, event?.sessionId, event?.purchase],
    [timestampMs, '7', '1700000000', { orderId: '12', priceE4: 100_100n, quantity: 2, currency: null }],
  );
  for (const timestamp_micros of ['17723663981234567890', '-1', '0x10', '1e15', ' 1772366398123456'])
    assert.ok(
      wiresOf({ ...ga4Purchase, timestamp_micros }).every((wire) => !judgeEvent(wire, context).ok),
      `control: ${timestamp_micros} is no time`,
    );
});

test('an event of a list says where it stands in what was sent', () => {
  const lines = ['/properties/products/0', '/properties/products/1', '/properties/products/3'];
  assert.deepEqual(itemsOf(orderCompleted), lines);
  assert.deepEqual(itemsOf(productViewed), [null]);
  assert.deepEqual(itemsOf({ batch: [productViewed, orderCompleted] }), [
    '/batch/0',
    ...lines.map((line) => `/batch/1${line}`),
  ]);
  assert.deepEqual(itemsOf(ga4Purchase), [
    '/events/0/params/items/0',
    '/events/0/params/items/1',
    '/events/1/params/items/0',
  ]);
  assert.deepEqual(itemsOf({ ...orderCompleted, properties: {} }), [null]);
});

test('what is no product event is refused with its name, not dropped', () => {
  for (const sent of [
    { ...productViewed, event: 'Cart Viewed' },
    { type: 'page', messageId: 'm', anonymousId: 'a' },
    { client_id: '1', events: [{ name: 'page_view', params: {} }] },
  ]) {
    const wires = wiresOf(sent);
    assert.equal(wires.length, 1);
    const outcome = judgeEvent(wires[0], context);
    assert.ok(!outcome.ok);
    assert.equal(outcome.errors[0]?.code, 'unknown_event_type');
  }
  const emptyOrder = wiresOf({ ...orderCompleted, properties: {} });
  assert.equal(emptyOrder.length, 1);
  assert.equal(judgeEvent(emptyOrder[0], context).ok, false);
});

test('our own spelling and anything else stays as it is', () => {
  const own = { eventType: 'product_viewed', userId: 'u', productId: 'p' };
  for (const sent of [own, null, 'text', [own], {}, { type: 'purchase' }]) assert.deepEqual(wiresOf(sent), [sent]);
  assert.equal(foreignBatchOf({ events: [own] }), undefined);
  assert.equal(foreignBatchOf(ga4Purchase)?.field, 'events');
  assert.equal(foreignBatchOf({ batch: [productViewed] })?.field, 'batch');
});

test('no JSON makes it throw or give nothing', () => {
  const field = fc.constantFrom(
    'type',
    'event',
    'messageId',
    'properties',
    'products',
    'client_id',
    'events',
    'params',
    'items',
    'name',
    'batch',
    'price',
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('track', 'Order Completed', 'Product Viewed', 'purchase', 'view_item', '1', 2, null),
      fc.jsonValue(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(field, tie('node'), { maxKeys: 6 }),
    ),
  })).node;
  fc.assert(
    fc.property(value, (sent) => {
      const wires = wiresOf(sent);
      assert.ok(wires.length >= 1);
      for (const wire of wires) judgeEvent(wire, context);
    }),
    { seed: 20260301, numRuns: 400 },
  );
});

test('a name of the shop is as the type that it is taken as, with all that this type holds', () => {
  const names = [
    { name: 'Bought It', takenAs: 'purchase' },
    { name: 'Looked', takenAs: 'product_viewed' },
  ] as const;
  const [payload, ...others] = ga4Purchase.events;
  for (const [known, named] of [
    [orderCompleted, { ...orderCompleted, event: 'Bought It' }],
    [productViewed, { ...productViewed, event: 'Looked' }],
    [{ batch: [orderCompleted] }, { batch: [{ ...orderCompleted, event: 'Bought It' }] }],
    [ga4Purchase, { ...ga4Purchase, events: [{ ...payload, name: 'Bought It' }, ...others] }],
    [{ eventType: 'product_viewed' }, { eventType: 'Looked' }],
  ]) {
    assert.deepEqual(normaliseWireEvent(named, names), normaliseWireEvent(known));
    assert.notDeepEqual(
      normaliseWireEvent(named),
      normaliseWireEvent(known),
      'control: where the shop has set nothing',
    );
  }
});
