import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOfAsOf } from './replay-settings.ts';

const nowMs = Date.UTC(2026, 2, 1);
const before = '2026-02-28T12:00:00.000Z';

test('a look back is on one thing, that has been', () => {
  assert.equal(faultOfAsOf({ exposureId: 'x' }, nowMs), null);
  assert.equal(faultOfAsOf({ at: before }, nowMs), null);
  assert.equal(faultOfAsOf({ at: before, question: { userId: 'ada' } }, nowMs), null);
  assert.match(faultOfAsOf({}, nowMs) ?? '', /^Say what is looked back on/);
  assert.match(faultOfAsOf({ question: {} }, nowMs) ?? '', /^Say what is looked back on/);
  assert.match(faultOfAsOf({ exposureId: 'x', at: before }, nowMs) ?? '', /^Say what is looked back on/);
  assert.match(faultOfAsOf({ exposureId: 'x', question: {} }, nowMs) ?? '', /leave out `question`/);
  assert.match(faultOfAsOf({ at: '2026-03-02T00:00:00Z' }, nowMs) ?? '', /is to come/);
  assert.match(faultOfAsOf({ at: '2016-12-31T23:59:60Z' }, nowMs) ?? '', /is no time/);
});
