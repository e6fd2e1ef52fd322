import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../seeded-random.ts';
import type { Sums } from './book.ts';
import { type Resampled, resample } from './bootstrap.ts';

const of = (hits: readonly number[]): Sums[] =>
  hits.map((hit) => ({ questions: 1, hr: hit, mrr: hit, ndcg: hit, recall: hit }));

function finish(steps: Generator<number, Resampled>): Resampled {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

test('the interval of a share is about that of the normal distribution', () => {
  const hits = Array.from({ length: 400 }, (_, n) => (n % 4 === 0 ? 1 : 0));
  const { intervals } = finish(resample([of(hits)], [], 2_000, seededRandom(1)));
  // 1.96 · √(.25 · .75 / 400) = .0424
  const { low, high } = intervals[0]?.hr ?? assert.fail();
  assert.ok(Math.abs(low - (0.25 - 0.0424)) < 0.006, String(low));
  assert.ok(Math.abs(high - (0.25 + 0.0424)) < 0.006, String(high));
});

test('the same seed gives the same interval, another seed another', () => {
  const hits = Array.from({ length: 50 }, (_, n) => (n % 3 === 0 ? 1 : 0));
  const by = (seed: number) => finish(resample([of(hits)], [], 200, seededRandom(seed)));
  assert.deepEqual(by(7), by(7));
  assert.notDeepEqual(by(7), by(8), 'control');
});

test('a paired difference knows what unpaired intervals do not: who is better on the same questions', () => {
  const hits = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? 1 : 0));
  const better = hits.map((hit, n) => (n % 20 === 1 ? 1 : hit));
  const { intervals, differences } = finish(resample([of(better), of(hits)], [[0, 1]], 1_000, seededRandom(1)));
  const { value, low, high, aIsBetter } = differences[0]?.hr ?? assert.fail();
  assert.ok(Math.abs(value - 0.05) < 1e-12 && low > 0 && high < 0.1, `${low} ${value} ${high}`);
  assert.ok(aIsBetter > 0.99);
  const [a, b] = intervals;
  assert.ok(a !== undefined && b !== undefined && a.hr.low < b.hr.high, 'control: the intervals by themselves overlap');
});

test('questions of one shopper are drawn together, which makes the interval wider', () => {
  const each = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 10 : 0));
  const together = each.map((hits) => ({ questions: 10, hr: hits, mrr: hits, ndcg: hits, recall: hits }));
  const apart = of(each.flatMap((hits) => Array.from({ length: 10 }, () => hits / 10)));
  const widthOf = (sums: Sums[]) => {
    const { intervals } = finish(resample([sums], [], 1_000, seededRandom(1)));
    return (intervals[0]?.hr.high ?? 0) - (intervals[0]?.hr.low ?? 0);
  };
  assert.ok(widthOf(together) > 2 * widthOf(apart));
});
