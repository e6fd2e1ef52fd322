import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExactJson } from './parse-exact-json.ts';

test('whole numbers beyond 2^53 are the text of their digits, wherever they stand', () => {
  const digits = '8374658273645623802';
  assert.notEqual(String(JSON.parse(digits)), digits, 'control: a double rounds it');
  assert.deepEqual(parseExactJson(`{"id":${digits}}`), { id: digits });
  assert.deepEqual(parseExactJson(`{"ids": [ -${digits},\n${digits},1]}`), { ids: [`-${digits}`, digits, 1] });
  assert.deepEqual(parseExactJson(`[${digits}.0,${digits}.00]`), [digits, digits]);
  assert.deepEqual(parseExactJson('[9007199254740992,9007199254740991]'), ['9007199254740992', 9007199254740991]);
});

test('control: other numbers and texts stay as they are', () => {
  for (const text of [
    '[1772366398123456,17.849999999999998,1e300,-0]',
    '{"a":"8374658273645623802, 8374658273645623802","b":12345678901234567.5}',
  ])
    assert.deepEqual(parseExactJson(text), JSON.parse(text));
  assert.throws(() => parseExactJson('{"id":8374658273645623802'), SyntaxError);
});

test('without such numbers it is JSON.parse', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\d{16}/.test(text));
      assert.deepEqual(parseExactJson(text), JSON.parse(text));
    }),
    { seed: 20260301, numRuns: 300 },
  );
});
