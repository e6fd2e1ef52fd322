import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { fromLine, toLine } from './archive-line.ts';

const event: ShopEvent = {
  id: Buffer.from('019ca9450a008ef8a16eedca77d54153', 'hex'),
  scope: 3,
  type: 'purchase',
  userId: 'shopper\n"42"\u2028',
  productId: 'mug-blue ☕',
  timestampMs: Date.UTC(2026, 2, 1, 12, 0, 0, 1),
  receivedAtMs: Date.UTC(2026, 2, 1, 12, 0, 1),
  sessionId: 'visit-7f3a',
  late: true,
  unknownProduct: true,
  clientEventId: 'c-1',
  metadata: '{"price":1.0,  "a":"\\u0001"}',
  placementId: null,
  strategy: null,
  exposureId: null,
  purchase: { orderId: 'order-1001', priceE4: 9_007_199_254_740_990n, quantity: 2, currency: 'EUR' },
};
const bare: ShopEvent = {
  ...event,
  type: 'recommendation_clicked',
  sessionId: null,
  late: false,
  unknownProduct: false,
  clientEventId: null,
  metadata: null,
  placementId: 'home',
  strategy: '',
  exposureId: Buffer.from('019ca9450a008ef8a16eedca77d54154', 'hex'),
  purchase: null,
};

test('an event comes back from its line as it was, and what it lacks is left out', () => {
  for (const each of [
    event,
    bare,
    { ...event, purchase: { orderId: null, priceE4: 0n, quantity: 1, currency: null } },
  ]) {
    const archived = { event: each, log: 2, partition: 3, offset: 2n ** 53n - 1n };
    const line = toLine(archived);
    assert.ok(!line.includes('\n'));
    assert.deepEqual(fromLine(line), archived);
  }
  assert.equal(
    toLine({ event: bare, log: 1, partition: 0, offset: 7n }),
    '{"eventId":"019ca945-0a00-8ef8-a16e-edca77d54153","scope":3,"eventType":"recommendation_clicked","userId":"shopper\\n\\"42\\"\u2028",' +
      '"productId":"mug-blue ☕","timestamp":"2026-03-01T12:00:00.001Z","receivedAt":"2026-03-01T12:00:01.000Z","log":1,"partition":0,"offset":7,' +
      '"placementId":"home","strategy":"","exposureId":"019ca945-0a00-8ef8-a16e-edca77d54154"}',
  );
});

test('what is no line of an archive is refused', () => {
  const line = toLine({ event, log: 1, partition: 0, offset: 7n });
  assert.throws(() => fromLine(line.slice(0, -1)), SyntaxError);
  assert.throws(() => fromLine(line.replace('"purchase"', '"bought"')), /unknown type bought/);
  assert.throws(() => fromLine(line.replace('900719925474.099', '1e3')), /price that is none/);
});
