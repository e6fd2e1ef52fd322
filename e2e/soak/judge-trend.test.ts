import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTrend, type Sample } from './judge-trend.ts';

const boundOf = () => ({ part: 0.1, atLeast: 5 });
const samples = (valueAt: (n: number) => number): Sample[] =>
  Array.from({ length: 40 }, (_, n) => ({ 'server rssMiB': valueAt(n) }));

test('what fills up in the first half and stays there is no trend, and neither is what goes up and down', () => {
  assert.deepEqual(
    judgeTrend(
      samples((n) => Math.min(n, 15) * 20),
      boundOf,
    ),
    [],
  );
  assert.deepEqual(
    judgeTrend(
      samples((n) => 100 + (n % 5) * 30),
      boundOf,
    ),
    [],
  );
});

test('control: what rises to the end is told, by name; so is what begins late, and a run that was too short', () => {
  assert.match(
    judgeTrend(
      samples((n) => 100 + 3 * n),
      boundOf,
    ).join(),
    /^server rssMiB rose from 175 to 205/,
  );
  assert.equal(
    judgeTrend(
      samples((n) => (n < 30 ? 0 : 50)),
      boundOf,
    ).length,
    1,
  );
  assert.match(judgeTrend(samples(() => 1).slice(0, 7), boundOf).join(), /only 7 samples/);
});
