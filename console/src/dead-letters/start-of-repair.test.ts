import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOfRepair } from './start-of-repair.ts';

const blank = { eventType: '', userId: 'ada' };
const cut = '{"eventType":"purchase","userId":"ada"';

test('a repair begins with what could be read as an event', () => {
  const read = { ...blank, eventType: 'purchase' };
  assert.deepEqual(startOfRepair(read, cut), { text: JSON.stringify(read, null, 2), fault: null });
});

test('what was to be JSON and is none is where its repair begins, and what is wrong is said', () => {
  const { text, fault } = startOfRepair(blank, cut);
  assert.equal(text, cut);
  assert.match(fault ?? '', /^This is no JSON: ./);
});

test('what was no JSON at all, or is JSON that tells no event, begins with the draft', () => {
  for (const sent of [null, 'not Avro at all', '{"a":1}', '[]'])
    assert.deepEqual(startOfRepair(blank, sent), { text: JSON.stringify(blank, null, 2), fault: null }, String(sent));
});
