import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createByteReader, createByteWriter } from './bytes.ts';
import { type CompactSets, createCompactSets, mostMistaken } from './compact-sets.ts';
import { atOnce } from './steps.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const bytesOf = (sets: CompactSets): Buffer => {
  const writer = createByteWriter();
  atOnce(sets.write(writer));
  return writer.finish();
};

test('what was added is always found, whatever else was added, cleared and restored', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ set: fc.nat(3), add: fc.array(fc.nat(1_250_000)), room: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ clear: fc.nat(3) }),
      fc.constant('restart' as const),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      let sets = createCompactSets();
      const model = new Map<number, Set<number>>();
      for (const step of list) {
        if (step === 'restart') {
          const bytes = bytesOf(sets);
          sets = createCompactSets(createByteReader(bytes));
          assert.deepEqual(bytesOf(sets), bytes);
        } else if ('clear' in step) {
          sets.clear(step.clear);
          model.delete(step.clear);
        } else {
          sets.add(step.set, step.add, step.room);
          model.set(step.set, new Set([...(model.get(step.set) ?? []), ...step.add]));
        }
      }
      for (const [set, added] of model) for (const value of added) assert.ok(sets.has(set, value));
    }),
    { seed: 12, numRuns: 200 },
  );
});

for (const [room, count] of [
  [20, 20],
  [1_024, 1_024],
  [1_024, 100_000],
] as const)
  test(`of what was never added ${count} numbers in room for ${room} are mistaken for less than one of 128`, () => {
    const sets = createCompactSets();
    sets.add(0, upTo(count), room);
    const others = upTo(200_000).map((n) => count + n);
    const mistaken = others.filter((value) => sets.has(0, value)).length;
    assert.ok(mistaken < others.length * mostMistaken, `${mistaken} of ${others.length}`);
    assert.ok(sets.words <= count * 2, `${sets.words} words`);
  });

test('control: another set has nothing of it, and a set that was cleared neither has anything nor takes room', () => {
  const sets = createCompactSets();
  sets.add(0, upTo(64), 64);
  assert.ok(sets.words > 0 && sets.words < 30);
  assert.ok(!upTo(64).some((n) => sets.has(1, n)), 'another set has none of them');
  sets.clear(0);
  assert.equal(sets.words, 0);
  assert.ok(!upTo(64).some((n) => sets.has(0, n)));
});
