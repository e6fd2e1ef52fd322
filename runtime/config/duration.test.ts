import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './duration.ts';

test('a duration is whole hours or days, or for ever; anything else is none', () => {
  assert.equal(parseDuration('12h'), 43_200_000);
  assert.equal(parseDuration('7d'), 604_800_000);
  assert.equal(parseDuration('forever'), null);
  for (const text of ['', '7', '0d', '-1d', '1.5h', '7 d', '7D', '1w', '999999d', 'Forever'])
    assert.equal(parseDuration(text), undefined, text);
});
