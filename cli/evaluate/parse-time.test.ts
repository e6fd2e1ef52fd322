import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTime } from './parse-time.ts';

test('a number that no date can hold is no time, and the last one that a date can hold is one', () => {
  assert.equal(parseTime('8640000000000000'), 8.64e15);
  for (const text of ['8640000000000001', '1e259', '9'.repeat(30), '-1', '', 'soon'])
    assert.equal(parseTime(text), undefined);
  assert.equal(parseTime('1784116800.5'), 1_784_116_800_500);
});
