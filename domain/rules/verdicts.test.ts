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

test('what is remembered has a limit, beyond which products are judged again and rightly; those that are asked for stay', () => {
  const { counts, verdictOf } = counted();
  const items = Array.from({ length: 20_000 }, (_, n) => plainItem({ category: n % 2 === 0 ? 'c' : 'd' }));
  const asked = items[0] ?? assert.fail();
  for (const item of items) {
    verdictOf(item);
    verdictOf(asked);
  }
  const before = counts.asked;
  verdictOf(asked);
  assert.deepEqual([before, counts.asked], [items.length, items.length]);
  const wrong = items.filter((item) => (verdictOf(item).excludedBy === 'no-c') !== (item.category === 'c'));
  assert.deepEqual(wrong, []);
  assert.ok(counts.asked > items.length, 'control: not all were remembered');
});
