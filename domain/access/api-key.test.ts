import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatApiKey, isApiKeyText } from './api-key.ts';

const bytes = (value: (index: number) => number) => Uint8Array.from({ length: 64 }, (_, index) => value(index));

test('a key names its space and shows four characters of its secret (FR-005)', () => {
  const { key, keyPrefix } = formatApiKey(
    'live',
    bytes((index) => index),
  );
  assert.equal(key, 'rk_live_0123456789ABCDEFGHIJKLMN');
  assert.equal(keyPrefix, 'rk_live_0123');
  assert.ok(isApiKeyText(key));
});

test('bytes that would favour some characters are passed over, and too few bytes are refused', () => {
  const { key } = formatApiKey(
    'test',
    bytes((index) => (index % 2 === 0 ? 255 : 1)),
  );
  assert.equal(key, `rk_test_${'1'.repeat(24)}`);
  assert.throws(
    () =>
      formatApiKey(
        'test',
        bytes(() => 250),
      ),
    RangeError,
  );
});

test('control: what has another form is no key', () => {
  for (const text of [
    '',
    'rk_live_',
    `rk_prod_${'a'.repeat(24)}`,
    `rk_live_${'a'.repeat(23)}`,
    `rk_live_${'-'.repeat(24)}`,
  ])
    assert.ok(!isApiKeyText(text), text);
});
