import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { snowplowPayloadOf } from './snowplow.ts';

const vendor = 'iglu:com.snowplowanalytics.snowplow';
const entity = (name: string, data: object) => ({ schema: `${vendor}.ecommerce/${name}/jsonschema/1-0-0`, data });
const selfDescribing = (schema: string, data: object) =>
  JSON.stringify({ schema: `${vendor}/unstruct_event/jsonschema/1-0-0`, data: { schema, data } });
const contexts = (...data: object[]) => JSON.stringify({ schema: `${vendor}/contexts/jsonschema/1-0-0`, data });
const base64 = (text: string) => Buffer.from(text).toString('base64url');
const actionSchema = `${vendor}.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2`;
const actionOf = (type: string, ...entities: object[]) => ({
  e: 'ue',
  eid: 'e-1',
  uid: 'ada',
  duid: 'device-1',
  sid: 'visit-1',
  dtm: '1772366398123',
  stm: '1772366400000',
  ue_px: base64(selfDescribing(actionSchema, { type })),
  cx: base64(contexts(...entities)),
});
const eventsOf = (event: unknown) => snowplowPayloadOf({ data: [event] }).eventsOf(event, []);

test('an ecommerce action is an event for each of its products, whether its JSON is plain or base64', () => {
  const mug = entity('product', { id: 'mug', price: 12.95, currency: 'EUR' });
  const action = actionOf('product_view', mug);
  const { ue_px: _, cx: __, ...bare } = action;
  const plain = { ...bare, ue_pr: selfDescribing(actionSchema, { type: 'product_view' }), co: contexts(mug) };
  for (const sent of [action, plain])
    assert.deepEqual(eventsOf(sent), [
      {
        item: null,
        sentAt: '2026-03-01T12:00:00.000Z',
        wire: {
          userId: 'ada',
          timestamp: '2026-03-01T11:59:58.123Z',
          sessionId: 'visit-1',
          eventId: 'e-1',
          eventType: 'product_viewed',
          productId: 'mug',
          metadata: { price: 12.95, currency: 'EUR' },
        },
      },
    ]);
});

test('a transaction is a purchase for each product and price, and so is each line of an order in the older spelling', () => {
  const products = ['mug', 'pan', 'mug'].map((id) => entity('product', { id, price: 2, quantity: 1 }));
  const transaction = entity('transaction', { transaction_id: 't-1', currency: 'eur' });
  const bought = (sent: unknown) =>
    eventsOf(sent).map(({ wire }) => {
      const { productId, metadata } = wire as { productId: string; metadata: Record<string, unknown> };
      return [productId, Number(metadata.price), metadata.quantity, metadata.orderId, metadata.currency];
    });
  assert.deepEqual(bought(actionOf('transaction', transaction, ...products)), [
    ['mug', 2, 2, 't-1', 'EUR'],
    ['pan', 2, 1, 't-1', 'EUR'],
  ]);
  const line = { e: 'ti', eid: 'e-2', uid: 'ada', ti_id: 't-2', ti_sk: 'pot', ti_pr: '9.90', ti_qu: '3', ti_cu: 'EUR' };
  assert.deepEqual(bought(line), [['pot', 9.9, 3, 't-2', 'EUR']]);
  const lineIdsOf = (change: object) =>
    eventsOf({ ...line, ...change }).map(({ wire }) => (wire as { metadata: { lineId: string } }).metadata.lineId);
  assert.deepEqual(lineIdsOf({ eid: 'e-3', dtm: '1772366398123', ti_pr: '9.9' }), lineIdsOf({}), 'told again');
  assert.notDeepEqual(lineIdsOf({ ti_pr: '8.90' }), lineIdsOf({}), 'another line of the product');
});

test('pages, pings and actions without a product hold no event; another schema stays one by its name', () => {
  for (const e of ['pv', 'pp', 'se', 'tr']) assert.deepEqual(eventsOf({ e, duid: 'd' }), [], e);
  assert.deepEqual(eventsOf(actionOf('checkout_step')), []);
  const other = { e: 'ue', uid: 'ada', ue_pr: selfDescribing('iglu:org.shop/wish_shared/jsonschema/1-0-0', {}) };
  assert.deepEqual(
    eventsOf(other).map(({ wire }) => (wire as { eventType: string }).eventType),
    ['wish_shared'],
  );
});

test('no JSON makes it throw', () => {
  const names = fc.constantFrom('e', 'ue_pr', 'ue_px', 'co', 'cx', 'data', 'schema', 'dtm', 'ti_sk', 'type');
  const texts = fc.constantFrom('ue', 'ti', '{}', '[]', 'null', '{"data":{"schema":7}}', actionSchema);
  const event = fc.dictionary(names, fc.oneof(texts, fc.jsonValue()), { maxKeys: 6 });
  fc.assert(
    fc.property(fc.oneof(event, fc.jsonValue()), (sent) => void eventsOf(sent)),
    { seed: 20260301, numRuns: 400 },
  );
});
