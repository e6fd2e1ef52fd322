import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparedFigure, figureOf, figures, measuredByShop } from './figures.ts';

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

const shop = {
  visitors: compared(80, 40),
  totalRevenue: compared(400, 0),
  revenuePerVisitor: compared(2.5, 2.5),
  shareOfRevenue: compared(0.5, 0),
  notCounted: null,
};
const notCounted = {
  visitors: null,
  totalRevenue: null,
  revenuePerVisitor: null,
  shareOfRevenue: null,
  notCounted: 'too_much' as const,
};

test('what the API compares is shown as the API compared it', () => {
  const all = kpis(40, 100);
  assert.equal(comparedFigure(figureOf('clicks'), all, shop), all.clicks);
  assert.equal(comparedFigure(figureOf('revenue'), all, undefined), all.revenue);
  assert.equal(comparedFigure(figureOf('share-of-revenue'), all, shop), shop.shareOfRevenue);
  assert.equal(comparedFigure(figureOf('share-of-revenue'), all, notCounted), null);
  for (const figure of figures) assert.notEqual(comparedFigure(figure, all, shop), null, figure.id);
});

test('parts of the revenue are measured by the whole shop, so that they add up to what the API says of all of it', () => {
  const part = (revenue: number) =>
    measuredByShop({ impressions: 1, clicks: 1, ctr: 1, conversions: 1, revenue }, shop);
  const [one, other] = [part(50), part(150)];
  assert.deepEqual([one.revenuePerVisitor, one.shareOfRevenue], [0.625, 0.125]);
  assert.equal((one.shareOfRevenue ?? 0) + (other.shareOfRevenue ?? 0), shop.shareOfRevenue.value);
  assert.equal(measuredByShop(one, notCounted).shareOfRevenue, null);
  assert.equal(measuredByShop(one, { ...shop, totalRevenue: compared(0, 0) }).shareOfRevenue, 0, 'no NaN');
});

test('there are seven figures with names of their own, and an unknown one is the clicks', () => {
  assert.equal(new Set(figures.map(({ id }) => id)).size, 7);
  assert.equal(figureOf('nothing like it').id, 'clicks');
});
