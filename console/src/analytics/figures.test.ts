import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedFigure, figureOf, figures } from './figures.ts';

const compared = (value: number, previous: number | null) => ({
  value,
  previous,
  change: previous === null || previous === 0 ? null : (value - previous) / previous,
  zeroBase: previous === 0,
});
const kpis = (clicks: number | null, revenue: number | null) => ({
  impressions: compared(1000, clicks === null ? null : 500),
  clicks: compared(50, clicks),
  ctr: compared(0.05, clicks === null ? null : 0.1),
  conversions: compared(5, clicks === null ? null : 4),
  revenue: compared(200, revenue),
  foreignCurrency: compared(0, clicks === null ? null : 0),
});

test('what the API compares is shown as the API compared it', () => {
  const all = kpis(40, 100);
  assert.equal(comparedFigure(figureOf('clicks'), all), all.clicks);
  assert.equal(comparedFigure(figureOf('revenue'), all), all.revenue);
});

test('a figure that follows from others is compared as they are', () => {
  const told = comparedFigure(figureOf('revenue-per-click'), kpis(40, 100));
  assert.deepEqual(told, { value: 4, previous: 2.5, change: 0.6, zeroBase: false });
  assert.equal(comparedFigure(figureOf('purchase-rate'), kpis(40, 100)).previous, 0.1);
});

test('a period before of nothing is a zero base, and none at all is no comparison', () => {
  assert.deepEqual(comparedFigure(figureOf('revenue-per-click'), kpis(0, 0)), {
    value: 4,
    previous: 0,
    change: null,
    zeroBase: true,
  });
  assert.equal(comparedFigure(figureOf('revenue-per-click'), kpis(null, null)).previous, null);
});

test('there are seven figures with names of their own, and an unknown one is the clicks', () => {
  assert.equal(new Set(figures.map(({ id }) => id)).size, 7);
  assert.equal(figureOf('nothing like it').id, 'clicks');
  const nothing = { impressions: 0, clicks: 0, ctr: 0, conversions: 0, revenue: 0 };
  for (const { of } of figures) assert.equal(of(nothing), 0, 'without clicks there is nothing to share, and no NaN');
});
