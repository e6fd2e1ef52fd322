import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import { createVerdicts } from './verdicts.ts';

/** Products of category `c` are excluded; `asked` counts how often the filter was run. */
function counted() {
  const counts = { asked: 0 };
  const takes = ({ category }: { category: string }) => {
    counts.asked += 1;
    return category === 'c';
  };
  const excludes = [{ does: 'exclude', id: 'no-c', takes } as const];
  return { counts, verdictOf: createVerdicts({ excludes, narrows: [], scores: [], limits: [] }, 0) };
}

test('a product is judged once as long as the catalog holds the same of it, and again after a change', () => {
  const { counts, verdictOf } = counted();
  const item = plainItem();
  assert.deepEqual([verdictOf(item).excludedBy, verdictOf(item).excludedBy, counts.asked], ['no-c', 'no-c', 1]);
  const changed = { ...item, category: 'd' };
  assert.deepEqual([verdictOf(changed).excludedBy, counts.asked], [null, 2]);
});

test('what is remembered has a limit, beyond which products are judged again and rightly', () => {
  const { counts, verdictOf } = counted();
  const items = Array.from({ length: 5_000 }, (_, n) => plainItem({ category: n % 2 === 0 ? 'c' : 'd' }));
  for (const item of items) verdictOf(item);
  const wrong = items.filter((item) => (verdictOf(item).excludedBy === 'no-c') !== (item.category === 'c'));
  assert.deepEqual(wrong, []);
  assert.ok(counts.asked > 5_000, 'control: not all were remembered');
});
