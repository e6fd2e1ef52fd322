import assert from 'node:assert/strict';
import test from 'node:test';
import { exactLog } from './exact-log.ts';

test('the logarithm is that of Math, to ten digits', () => {
  for (let n = 0; n <= 3_000; n++) {
    const value = 1.01 ** n;
    assert.ok(Math.abs(exactLog(value) - Math.log(value)) <= 1e-10 * Math.max(1, Math.log(value)), `ln ${value}`);
  }
});

test('it has these very bits', () => {
  const bitsOf = (value: number) => Buffer.from(Float64Array.of(value).buffer).readBigUInt64LE().toString(16);
  assert.deepEqual(
    [2, 3, 1_000].map((value) => bitsOf(exactLog(value))),
    ['3fe62e42fefa39ef', '3ff193ea7aacb35e', '401ba18a998fffa0'],
  );
});
