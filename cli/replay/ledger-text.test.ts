import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerEntry } from '#schemas/http/ledger.ts';
import { ledgerText } from './ledger-text.ts';

const entry: LedgerEntry = {
  ...{ replayId: 'r', predictedAt: '2026-05-01T10:00:00.000Z', space: 'live', placementId: 'home' },
  ...{ controlStrategy: 'trending', variantStrategy: 'session' },
  predicted: { method: 'dr', lift: 0.04, low: -0.01, high: 0.09 },
  experiment: { id: 'e', name: 'Try', status: 'completed', users: 4_200, lift: 0.031, low: null, high: null },
};

test('a prediction stands beside what was measured; one that nobody tried says so', () => {
  assert.equal(
    ledgerText([entry, { ...entry, experiment: null }]),
    [
      '2026-05-01 home: session in place of trending: predicted +4.0 % (-1.0 % to +9.0 %) clicks by dr; measured +3.1 % (Try, completed, 4,200 users)',
      '2026-05-01 home: session in place of trending: predicted +4.0 % (-1.0 % to +9.0 %) clicks by dr; no experiment has tried it yet',
    ].join('\n'),
  );
  const nothing = { lift: null, low: null, high: null };
  const unclicked = { ...entry, predicted: { method: 'kept' as const, ...nothing } };
  const young = entry.experiment === null ? null : { ...entry.experiment, ...nothing };
  assert.equal(
    ledgerText([{ ...unclicked, experiment: young }]),
    '2026-05-01 home: session in place of trending: nothing predicted, since there were no clicks to go by; measured nothing yet (Try, completed, 4,200 users)',
  );
  assert.match(ledgerText([]), /nothing was predicted yet/, 'control');
});
