import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventOutcome } from '../accept-events.ts';
import { metaOf } from './batch-receipt.ts';

const refused = (message: string): EventOutcome => ({
  index: 0,
  item: null,
  status: 'rejected',
  errors: [{ path: '/timestamp', message, code: 'timestamp_too_old' }],
});
const known: EventOutcome = {
  index: 0,
  item: null,
  status: 'duplicate',
  eventId: '',
  timestampMs: 0,
  late: false,
  unknownProduct: false,
  notes: [],
};

test('where nothing was accepted one line says why, by the reason that most have', () => {
  const told = metaOf([refused('Too new.'), refused('Too old.'), refused('Too old.')]);
  assert.equal(told.nothingAccepted, 'None of these 3 events was accepted. 2 of them: Too old.');
  assert.equal(metaOf([refused('Too old.')]).nothingAccepted, 'The one event was not accepted: Too old.');
});

test('control: where something was taken, now or before, or nothing was sent, nothing is told', () => {
  assert.deepEqual([metaOf([refused('Too old.'), known]), metaOf([])], [{}, {}]);
});
