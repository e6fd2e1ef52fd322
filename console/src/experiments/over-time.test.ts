import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOfDays } from './over-time.ts';

const dayOf = (day: string, control: number, variant: number, lower: number | null) => ({
  day,
  controlUsers: 10,
  variantUsers: 10,
  controlMetric: control / 2,
  variantMetric: variant / 2,
  upToDay: {
    controlMetric: control,
    variantMetric: variant,
    lift: null,
    confidenceInterval: { lower: null, upper: null },
    sequential: { lower, upper: 0.75, pValue: 1, isSignificant: false },
  },
});
const days = [dayOf('2026-03-01', 0.25, 0.5, null), dayOf('2026-03-02', 0.5, 0.25, -0.5)];

test('a change stands between the ends of its sequence, and an end that is not bounded is a gap', () => {
  const { labels, series } = chartOfDays('change', days);
  assert.deepEqual(labels, ['1 Mar', '2 Mar']);
  assert.deepEqual(
    series.map(({ values }) => values),
    [
      [0.25, -0.25],
      [null, -0.5],
      [0.75, 0.75],
    ],
  );
});

test('arms are told of all who had entered, entries of those of the day', () => {
  assert.deepEqual(chartOfDays('arms', days).series[0]?.values, [0.25, 0.5]);
  assert.deepEqual(chartOfDays('entries', days).series[0]?.values, [0.125, 0.25]);
});
