import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureOf } from './figures.ts';
import { bucketLabel, chartOf } from './series.ts';

const bucket = (day: string, clicks: number) => ({
  start: `${day}T00:00:00.000Z`,
  end: `${day}T24:00:00.000Z`,
  local: day,
  impressions: clicks * 10,
  clicks,
  ctr: 0.1,
  conversions: 0,
  revenue: 0,
  foreignCurrency: 0,
});

test('a bucket is told by its day, and an hour by its clock too', () => {
  assert.equal(bucketLabel('2026-03-09'), '9 Mar');
  assert.equal(bucketLabel('2026-03-09T14:00'), '9 Mar 14:00');
});

test('the period before stands beside the window bucket by bucket, whatever its length', () => {
  const now = [bucket('2026-03-01', 3), bucket('2026-03-02', 4)];
  const chart = chartOf(figureOf('clicks'), now, [bucket('2026-02-27', 1)]);
  assert.deepEqual(
    chart.series.map(({ values }) => values),
    [
      [3, 4],
      [1, null],
    ],
  );
  assert.equal(chartOf(figureOf('clicks'), now, undefined).series.length, 1);
});

test('what happened is marked at the bucket of its time, several things of a bucket as one mark', () => {
  const now = [bucket('2026-03-01', 3), bucket('2026-03-02', 4)];
  const at = (time: string, text: string) => ({ atMs: Date.parse(time), text });
  const { notes } = chartOf(figureOf('clicks'), now, undefined, [
    at('2026-03-01T12:00:00Z', 'rules'),
    at('2026-03-02T00:00:00Z', 'a start'),
    at('2026-03-02T10:00:00Z', 'a pause'),
    at('2026-03-03T00:00:00Z', 'outside of the window'),
  ]);
  assert.deepEqual(notes, [
    { at: 0, text: 'rules', mark: 'change' },
    { at: 1, text: 'a start; a pause', mark: '2 changes' },
  ]);
});
