import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainItem } from '#testing/plain.ts';
import { noRules } from '../rules/rules-in-force.ts';
import type { Kept } from './filter-candidates.ts';
import { inOrder } from './in-order.ts';

const mostRaised = 4;
const rounding = 1e-12;
const verdict = noRules.verdictOf(plainItem());

/** Candidates by falling scores, each multiplied by its factor; the last ones of all that are moved back. */
const keptOf = (list: readonly { score: number; factor: number; isBack: boolean }[]): Kept[] =>
  list
    .toSorted((a, b) => b.score - a.score)
    .map(({ score, factor, isBack }, n) => ({
      candidate: { productId: `p${n}`, score, evidence: { kind: 'tried' } },
      ...{ proposedBy: 'tried', item: plainItem({ productId: `p${n}` }), verdict, scoredBy: [], loweredBy: null },
      ...{ score: score * factor, unlowered: score, demotedBy: isBack ? 'seen' : null },
    }));
const list = fc.array(
  fc.record({
    score: fc.integer({ min: 1, max: 40 }),
    factor: fc.constantFrom(0.25, 0.5, 1, 1, 2, mostRaised),
    isBack: fc.nat(5).map((n) => n === 0),
  }),
  { maxLength: 30 },
);
const idsOf = (kept: Iterable<Kept>) => Array.from(kept, ({ candidate }) => candidate.productId);

test('the order is that of sorting all by their scores, those that are moved back at the end', () => {
  fc.assert(
    fc.property(list, (candidates) => {
      const kept = keptOf(candidates);
      const sorted = kept.toSorted((a, b) => b.score - a.score);
      const expected = [
        ...sorted.filter(({ demotedBy }) => demotedBy === null),
        ...sorted.filter(({ demotedBy }) => demotedBy !== null),
      ];
      const ordered = [...inOrder(kept, ({ candidate }) => candidate.score * mostRaised)];
      assert.deepEqual(idsOf(ordered), idsOf(expected));
      const scores = ordered.map(({ score }) => score);
      assert.ok(
        scores.every((score, n) => n === 0 || score <= (scores[n - 1] ?? 0) * (1 + rounding)),
        'scores fall',
      );
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('no more candidates are read than can have the score that is answered; control: where a rule may raise more, more are', () => {
  const kept = keptOf(Array.from({ length: 100 }, (_, n) => ({ score: 100 - n, factor: 1, isBack: false })));
  const readFor = (count: number, raised: number) => {
    let read = 0;
    function* counted() {
      for (const one of kept) {
        read += 1;
        yield one;
      }
    }
    const ordered = inOrder(counted(), ({ candidate }) => candidate.score * raised);
    for (let n = 0; n < count; n++) ordered.next();
    return read;
  };
  assert.equal(readFor(8, 1), 9);
  assert.equal(readFor(8, 2), 55);
  assert.equal(readFor(8, Number.POSITIVE_INFINITY), 100);
});
