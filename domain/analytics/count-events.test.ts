import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent as event } from '#testing/plain.ts';
import { countConversion, countEvent, createCounterSheet, quarterMs, revenueE4Of } from './count-events.ts';

const purchase = event({
  type: 'purchase',
  purchase: { orderId: null, priceE4: 123_456n, quantity: 3, currency: null },
});
const click = event({ type: 'recommendation_clicked', placementId: 'home', strategy: 'trending' });

test('events count by quarter hour, placement and strategy; a recommendation without a strategy is unknown', () => {
  const sheet = createCounterSheet();
  countEvent(sheet, event({ timestampMs: quarterMs - 1, late: true }));
  countEvent(sheet, event({ timestampMs: quarterMs, unknownProduct: true }));
  countEvent(sheet, event({ type: 'recommendation_impressed', placementId: 'home' }));
  assert.deepEqual(
    sheet
      .rows()
      .map(({ quarterMs: at, placementId, strategy, counters }) => [
        at,
        placementId,
        strategy,
        counters.product_viewed,
        counters.recommendation_impressed,
        counters.late,
        counters.unknownProduct,
      ]),
    [
      [0, '', '', 1, 0, 1, 0],
      [quarterMs, '', '', 1, 0, 0, 1],
      [0, 'home', 'unknown', 0, 1, 0, 0],
    ],
  );
});

test('revenue is price times quantity, exact, under the placement of the click; taken back it is 0 again', () => {
  const sheet = createCounterSheet();
  assert.equal(revenueE4Of(purchase), 370_368n);
  countConversion(sheet, purchase, click, 'USD', 1);
  assert.deepEqual(
    sheet
      .rows()
      .map(({ placementId, strategy, counters }) => [placementId, strategy, counters.conversions, counters.revenueE4]),
    [['home', 'trending', 1, 370_368n]],
  );
  countConversion(sheet, purchase, click, 'USD', -1);
  assert.equal(sheet.rows()[0]?.counters.revenueE4, 0n);
});

test("another currency than the tenant's is counted and left out of revenue", () => {
  const sheet = createCounterSheet();
  const foreign = event({ type: 'purchase', purchase: { orderId: null, priceE4: 1n, quantity: 1, currency: 'EUR' } });
  countConversion(sheet, foreign, click, 'USD', 1);
  assert.deepEqual(
    sheet.rows().map(({ counters }) => [counters.foreignCurrency, counters.revenueE4]),
    [[1, 0n]],
  );
});
