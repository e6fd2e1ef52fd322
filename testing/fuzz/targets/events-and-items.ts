import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { judgeItem } from '#domain/catalog/judge-item.ts';
import { judgeEvent } from '#domain/events/judge-event.ts';
import { saidByPage, shownUnder } from '#domain/events/tracked-events.ts';
import { judgeRules } from '#domain/rules/judge-rules.ts';
import { spellEvents } from '#ingest/spell-events.ts';
import { decodeCatalogChange, decodeEventsRecord, encodeCatalogChange, encodeEvent } from '#log/codec.ts';
import { sha256 } from '#runtime/sha256.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { ofValues, type Taken } from '../target.ts';

const receivedAtMs = Date.UTC(2026, 6, 15, 12);
const context = { scope: 1, receivedAtMs, isKnownProduct: () => true, hash: sha256 };

const exampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../schemas/events/${type}/example.json`, import.meta.url), 'utf8'));

/** Judges one event in our spelling: it is refused with reasons, or its record says the same. */
export function judge(wire: unknown): Taken {
  const outcome = judgeEvent(wire, context);
  if (!outcome.ok) {
    assert.ok(outcome.errors.length > 0);
    for (const { path, message, code } of outcome.errors) assert.ok(typeof path === 'string' && message && code);
    return 'refused';
  }
  const record = decodeEventsRecord(encodeEvent(outcome.event));
  assert.deepEqual(record, { kind: 'event', event: outcome.event });
  return 'taken';
}

const all = (outcomes: readonly Taken[]): Taken => (outcomes.every((one) => one === 'taken') ? 'taken' : 'refused');

/** Events as we, GA4 and Segment spell them. */
export const wireEvents = ofValues({
  name: 'events of each spelling',
  corpus: [
    ...eventTypeNames.map(exampleOf),
    {
      client_id: '12.34',
      user_id: 'ada',
      timestamp_micros: '1784116800000000',
      events: [
        {
          name: 'purchase',
          params: {
            transaction_id: 'T-1',
            currency: 'EUR',
            value: 30.03,
            items: [{ item_id: 'p-1', price: 9.99, quantity: 3 }],
          },
        },
        { name: 'view_item', params: { items: [{ item_id: 'p-2' }] } },
      ],
    },
    {
      type: 'track',
      event: 'Order Completed',
      userId: 'ada',
      messageId: 'm-1',
      timestamp: '2026-07-15T11:00:00.000Z',
      sentAt: '2026-07-15T11:00:01.000Z',
      properties: { order_id: 'o-1', currency: 'USD', products: [{ product_id: 'p-1', price: '12.50', quantity: 2 }] },
    },
    { batch: [{ type: 'track', event: 'Product Viewed', anonymousId: 'a', properties: { product_id: 'p-1' } }] },
  ],
  take: (sent) => all(spellEvents([sent]).map(({ wire }) => judge(wire))),
});

/** What a page says, without a tracking token and under one. */
export const trackedEvents = ofValues({
  name: 'events of POST /track',
  corpus: [
    exampleOf('product_viewed'),
    exampleOf('add_to_cart'),
    { eventType: 'recommendation_clicked', productId: 'p-1', timestamp: '2026-07-15T11:00:00Z' },
  ],
  take(sent) {
    const claims = {
      scope: 1,
      userId: 'ada',
      placementId: 'home',
      strategy: 'trending',
      arm: null,
      productIds: ['p-1'],
      exposureId: null,
      expiresAtMs: receivedAtMs + 1,
    };
    const said = [saidByPage(sent, () => true), shownUnder(claims, sent)];
    return said.some((one) => one.ok && judge(one.wire) === 'taken') ? 'taken' : 'refused';
  },
});

/** Products as they are sent to the catalog. */
export const catalogItems = ofValues({
  name: 'catalog items',
  corpus: [
    { productId: 'p-1', name: 'Mug', category: 'Home > Kitchen', price: 12.5 },
    {
      productId: 'p-2',
      name: 'Vase ☕',
      category: 'Home',
      price: '900719925474.099',
      currency: 'EUR',
      imageUrl: 'https://shop.example/a.png',
      url: '/p/2',
      description: 'Tall',
      attributes: { colour: 'red', sizes: [1, 2], inner: { a: null } },
      available: false,
    },
  ],
  take(sent) {
    const judged = judgeItem(sent);
    if (!judged.ok) {
      assert.ok(judged.errors.length > 0);
      return 'refused';
    }
    const change = {
      scope: 1,
      productId: judged.item.productId,
      op: 'put' as const,
      item: judged.item,
      receivedAtMs,
      createdAtMs: null,
    };
    const attributes = JSON.parse(JSON.stringify(judged.item.attributes));
    assert.deepEqual(decodeCatalogChange(encodeCatalogChange(change)), {
      ...change,
      item: { ...judged.item, attributes },
    });
    return 'taken';
  },
});

/** Rules of a placement: what is taken is taken again as it was completed. */
export const rules = ofValues({
  name: 'rules',
  corpus: JSON.parse(readFileSync(new URL('../corpus/rules.json', import.meta.url), 'utf8')),
  take(sent) {
    const judged = judgeRules(sent, new Map());
    if (!judged.isValid) {
      assert.ok(judged.errors.length > 0);
      return 'refused';
    }
    const again = judgeRules({ rules: judged.rules }, new Map());
    assert.ok(again.isValid);
    assert.deepEqual(again.rules, judged.rules);
    return 'taken';
  },
});
