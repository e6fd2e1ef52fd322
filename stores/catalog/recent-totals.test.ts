import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecentTotals, totalKeptMs } from './recent-totals.ts';

test('a total is kept for its time, and of very many lists that of the first goes', () => {
  const totals = createRecentTotals();
  totals.keep('first', 1, 0);
  assert.deepEqual([totals.find('first', totalKeptMs - 1), totals.find('first', totalKeptMs)], [1, undefined]);
  for (let n = 0; n < 999; n++) totals.keep(`list ${n}`, n, 0);
  assert.equal(totals.find('first', 1), 1, 'control: a thousand are kept');
  totals.keep('one more', 2, 0);
  assert.deepEqual([totals.find('first', 1), totals.find('list 0', 1), totals.find('one more', 1)], [undefined, 0, 2]);
});
