import assert from 'node:assert/strict';
import test from 'node:test';
import { addSums, compare, kpisOf, noSums } from './kpis.ts';

test('a rate over nothing is 0, and money comes out as it went in', () => {
  assert.equal(kpisOf(noSums).ctr, 0);
  const kpis = kpisOf({ ...noSums, impressions: 8, clicks: 2, revenueE4: 1_234_500n });
  assert.deepEqual([kpis.ctr, kpis.revenue], [0.25, 123.45]);
});

test('sums add up field by field', () => {
  const one = { impressions: 1, clicks: 2, conversions: 3, revenueE4: 4n, foreignCurrency: 5 };
  assert.deepEqual(addSums(one, one), {
    impressions: 2,
    clicks: 4,
    conversions: 6,
    revenueE4: 8n,
    foreignCurrency: 10,
  });
});

test('a change is a share of the period before; from nothing there is none, and it says so', () => {
  assert.deepEqual(compare(5, 4), { value: 5, previous: 4, change: 0.25, zeroBase: false });
  assert.deepEqual(compare(5, 0), { value: 5, previous: 0, change: null, zeroBase: true });
  assert.deepEqual(compare(5, null), { value: 5, previous: null, change: null, zeroBase: false });
});
