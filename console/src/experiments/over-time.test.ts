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

test('what was measured before the last change is dotted up to its day, where the line goes on, and each change is marked', () => {
  const three = [...days, dayOf('2026-03-04', 0.5, 1, 0)];
  const changes = [
    { day: '2026-03-03', text: 'rules' },
    { day: '2026-03-01', text: 'a widget' },
    { day: '2026-03-05', text: 'after the last day' },
  ];
  const { series, notes } = chartOfDays('change', three, changes);
  const [now, , , before] = series;
  assert.deepEqual(now?.values, [null, null, 0.5]);
  assert.deepEqual([before?.values, before?.dottedOf], [[0.25, -0.25, 0.5], 0]);
  assert.deepEqual(
    series.map(({ isDashed }) => isDashed === true),
    [false, true, true, false],
  );
  assert.deepEqual(
    notes?.map(({ at, text }) => [at, text]),
    [
      [2, 'rules'],
      [0, 'a widget'],
    ],
  );
  assert.deepEqual(
    chartOfDays('arms', three, changes).series.map(({ name, dottedOf }) => [name, dottedOf]),
    [
      ['Control', undefined],
      ['Variant', undefined],
      ['Control, other settings', 0],
      ['Variant, other settings', 1],
    ],
  );
});

test('control: without a change, or with one on the first day or after the last, nothing is dotted', () => {
  const dotted = (changes: { day: string; text: string }[]) =>
    chartOfDays('change', days, changes).series.filter(({ dottedOf }) => dottedOf !== undefined);
  for (const day of ['2026-02-28', '2026-03-01', '2026-03-03']) assert.deepEqual(dotted([{ day, text: day }]), [], day);
  assert.equal(dotted([{ day: '2026-03-02', text: 'control' }]).length, 1);
});
