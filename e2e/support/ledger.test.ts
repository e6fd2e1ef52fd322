import assert from 'node:assert/strict';
import test from 'node:test';
import { createLedger } from './ledger.ts';

test('the ledger sees a lost event and one that is stored twice', () => {
  const ledger = createLedger();
  ledger.acknowledge('a');
  ledger.acknowledge('b');
  assert.deepEqual(ledger.compare(['a', 'b', 'c']), { lost: [], twice: [] });
  assert.deepEqual(ledger.compare(['a', 'a']), { lost: ['b'], twice: ['a'] });
});
