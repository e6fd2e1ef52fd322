import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIdOf, newLogIdValue } from './log-id.ts';

test('each topic gets another id, which names its partitions and is too large a limit to drop anything', () => {
  const values = Array.from({ length: 1_000 }, newLogIdValue);
  const ids = new Set(values.map((value) => logIdOf('events', value, 4)));
  assert.equal(ids.size, 1_000);
  for (const value of values) {
    assert.ok(Number(value) >= 2 ** 52);
    assert.ok(Number.isSafeInteger(Number(value)), 'a broker may read it as a double');
    assert.match(logIdOf('events', value, 4) ?? '', /^events-[0-9a-z]+-murmur2-4$/);
  }
});

test('the same topic with more partitions is another log', () => {
  const value = newLogIdValue();
  assert.equal(logIdOf('events', value, 4), logIdOf('events', value, 4));
  assert.notEqual(logIdOf('events', value, 4), logIdOf('events', value, 8));
});

test('a setting that is a real limit, or none, is no id', () => {
  for (const value of [null, '', '-1', '1073741824', String(2n ** 52n - 1n), String(2n ** 53n), '9223372036854775807'])
    assert.equal(logIdOf('events', value, 4), null);
});
