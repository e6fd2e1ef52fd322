import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrationNames } from './migrate.ts';

/** Numbers that no migration has, nor will ever have: databases have run what stands after them. */
const leftOut = new Set([12]);

/** What is wrong with the numbers of migrations, in the order in which they run: each is one more than the one before. */
function faultsOf(names: readonly string[]): string[] {
  const faults: string[] = [];
  let next = 1;
  for (const name of names) {
    while (leftOut.has(next)) next += 1;
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
    if (number !== next) faults.push(`${name}: give it number ${String(next).padStart(4, '0')}`);
    next = Math.max(next, Number.isNaN(number) ? next : number + 1);
  }
  return faults;
}

test('no two migrations have one number, and the numbers ascend without a gap', () => {
  const names = migrationNames();
  assert.deepEqual(faultsOf(names), []);
  assert.deepEqual(
    faultsOf([...names.slice(0, 2), '0002_twin.sql']),
    ['0002_twin.sql: give it number 0003'],
    'control',
  );
  const gap = names.toSpliced(4, 1);
  assert.deepEqual(faultsOf(gap), [`${names[5]}: give it number 0005`], 'control: one is missing');
  assert.deepEqual(faultsOf(['1_short.sql']), ['1_short.sql: give it number 0001'], 'control: no four digits');
});
