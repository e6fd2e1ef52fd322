import assert from 'node:assert/strict';
import test from 'node:test';
import { contrastOf } from './contrast.ts';

const white = 'rgb(255, 255, 255)';

test('black on white is 21 to 1, a colour on itself 1, and what is transparent shows what is behind it', () => {
  assert.equal(contrastOf('rgb(0, 0, 0)', [], white), 21);
  assert.equal(contrastOf('rgb(9, 9, 9)', ['rgb(9, 9, 9)'], white), 1);
  assert.equal(contrastOf('rgb(0, 0, 0)', ['rgba(0, 0, 0, 0)', white], 'rgb(0, 0, 0)'), 21);
  assert.equal(contrastOf(white, ['rgba(0, 0, 0, 0.5)'], white).toFixed(2), '3.98');
});

test('the well-known grey #767676 on white is the lightest that passes AA', () => {
  assert.ok(contrastOf('rgb(118, 118, 118)', [], white) >= 4.5);
  assert.ok(contrastOf('rgb(119, 119, 119)', [], white) < 4.5);
});
