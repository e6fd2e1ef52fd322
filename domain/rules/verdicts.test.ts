import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import { createVerdictMemory, type VerdictMemory } from './verdict-memory.ts';
import { createVerdicts, type Verdict } from './verdicts.ts';

/** Products of category `c` are excluded; `asked` counts how often the filter was run. */
function counted(memory?: VerdictMemory<Verdict>) {
  const counts = { asked: 0 };
  const takes = ({ category }: { category: string }) => {
    counts.asked += 1;
    return category === 'c';
  };
  const excludes = [{ does: 'exclude', id: 'no-c', takes } as const];
  return { counts, verdictOf: createVerdicts({ excludes, narrows: [], scores: [], limits: [] }, 0, memory) };
}

test('a product is judged once as long as the catalog holds the same of it, and again after a change', () => {
  const { counts, verdictOf } = counted();
  const item = plainItem();
  assert.deepEqual([verdictOf(item).excludedBy, verdictOf(item).excludedBy, counts.asked], ['no-c', 'no-c', 1]);
  const changed = { ...item, category: 'd' };
  assert.deepEqual([verdictOf(changed).excludedBy, counts.asked], [null, 2]);
});

test('what is remembered has a limit, beyond which products are judged again and rightly; those that are asked for stay', () => {
  const { counts, verdictOf } = counted(createVerdictMemory(1_000));
  const items = Array.from({ length: 4_000 }, (_, n) => plainItem({ category: n % 2 === 0 ? 'c' : 'd' }));
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

test('the limit is that of all sets of rules together: what a set said long ago is forgotten though it says no more', () => {
  const memory = createVerdictMemory<Verdict>(100);
  const items = Array.from({ length: 50 }, () => plainItem());
  const sets = Array.from({ length: 6 }, () => counted(memory));
  const askAll = ({ verdictOf }: { verdictOf: (typeof sets)[number]['verdictOf'] }) => {
    for (const item of items) verdictOf(item);
  };
  for (const set of sets) askAll(set);
  const [first, last] = [sets[0] ?? assert.fail(), sets.at(-1) ?? assert.fail()];
  askAll(first);
  askAll(last);
  assert.deepEqual([first.counts.asked, last.counts.asked], [100, 50], 'control: the last still knows what it said');
});
