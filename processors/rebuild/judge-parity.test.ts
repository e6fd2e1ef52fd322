import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableParity } from '#schemas/http/replay-reports.ts';
import { judgeParity, type ParityQuestion } from './judge-parity.ts';

const table = (over: Partial<TableParity> = {}): TableParity => ({
  table: 'counters',
  before: 100,
  now: 100,
  onlyBefore: 0,
  onlyNow: 0,
  changed: 0,
  older: 0,
  sums: [],
  days: [],
  samples: [],
  ...over,
});
const question: ParityQuestion = { before: 1, tables: [table()], bound: 0, isConfirmed: false, expected: null };
const verdictOf = (over: Partial<ParityQuestion>) => judgeParity({ ...question, ...over }).verdict;

test('equal versions swap; one differing row stops the swap until it is confirmed, expected, or within the bound', () => {
  const tables = [table(), table({ changed: 1 })];
  assert.equal(verdictOf({}), 'equal');
  assert.equal(verdictOf({ tables }), 'stopped');
  assert.equal(verdictOf({ tables, isConfirmed: true }), 'confirmed');
  assert.equal(verdictOf({ tables, expected: 'a currency has changed' }), 'expected');
  assert.equal(verdictOf({ tables, bound: 0.01 }), 'within');
  assert.equal(verdictOf({ tables, bound: 0.009 }), 'stopped', 'control: a smaller bound');
});

test('the table that differs most decides, so that a small one is not hidden by a large one', () => {
  const tables = [table({ before: 1_000_000, now: 1_000_000 }), table({ before: 2, now: 1, onlyBefore: 1 })];
  assert.equal(judgeParity({ ...question, tables }).differing, 0.5);
});

test('rows that retention had deleted are no difference', () => {
  assert.equal(verdictOf({ tables: [table({ now: 150, older: 50 })] }), 'equal');
  assert.equal(
    verdictOf({ tables: [table({ now: 151, older: 50, onlyNow: 1 })] }),
    'stopped',
    'control: one that is not older',
  );
});
