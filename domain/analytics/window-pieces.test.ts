import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { quarterMs } from './count-events.ts';
import { type Piece, piecesOf } from './window-pieces.ts';

const dayMs = 86_400_000;
const quarter = (n: number) => n * quarterMs;
const bounds = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 * 12 }), { minLength: 2, maxLength: 12 })
  .map((quarters) => quarters.sort((a, b) => a - b).map(quarter));

/** How often each quarter hour counts in each bucket. */
function countsOf(pieces: readonly Piece[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { bucket, fromMs, toMs, sign } of pieces)
    for (let at = fromMs; at < toMs; at += quarterMs) {
      const key = `${bucket} ${at}`;
      const count = (counts.get(key) ?? 0) + sign;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    }
  return counts;
}

test('every quarter hour counts once in its bucket and in no other, and day pieces are whole UTC days', () => {
  fc.assert(
    fc.property(bounds, (bounds) => {
      const pieces = piecesOf(bounds);
      const expected = countsOf(
        bounds.slice(1).map((toMs, bucket) => ({ bucket, grain: 'quarter', fromMs: bounds[bucket]!, toMs, sign: 1 })),
      );
      assert.deepEqual([...countsOf(pieces)].sort(), [...expected].sort());
      for (const { grain, fromMs, toMs } of pieces)
        if (grain === 'day') assert.deepEqual([fromMs % dayMs, toMs % dayMs], [0, 0]);
    }),
  );
});

test('days of a zone east or west of Greenwich read few quarter hours beside the days', () => {
  for (const offset of [-8, 8, -40, 40]) {
    const days = Array.from({ length: 31 }, (_, n) => quarter(96 * n + offset) + dayMs);
    const pieces = piecesOf(days);
    const quarters = pieces
      .filter(({ grain }) => grain === 'quarter')
      .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / quarterMs, 0);
    assert.equal(pieces.filter(({ grain }) => grain === 'day').length, 30);
    assert.equal(quarters, 2 * 30 * Math.abs(offset));
  }
});
