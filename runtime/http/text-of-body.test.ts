import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from './problem.ts';
import { textOfBody } from './text-of-body.ts';

const refusalOf = (bytes: Buffer): string | undefined => {
  try {
    textOfBody(bytes);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Problem && error.status === 400 && error.reasons[0]?.code === 'not_utf8');
    return /at byte (\d+)/.exec(error.message)?.[1];
  }
};

test('bytes that are not UTF-8 are refused with the place of the first', () => {
  assert.equal(refusalOf(Buffer.from('{"a":"Jürgen"}', 'latin1')), '7');
  assert.equal(refusalOf(Buffer.from('"é� Jürgen"').fill(0xfc, 8, 9)), '8', 'characters and a written � before it');
  assert.equal(refusalOf(Buffer.from('"€"').subarray(0, 3)), '1', 'a half character at the end');
  assert.equal(refusalOf(Buffer.from('\ufeff{}', 'utf16le')), '0');
  assert.equal(refusalOf(Buffer.from('"Jürgen �"')), undefined, 'control');
});

test('a byte order mark is no part of the text, and inside of it stays', () => {
  assert.equal(textOfBody(Buffer.from('\ufeff{"a":"\ufeff"}')), '{"a":"\ufeff"}');
  assert.equal(textOfBody(Buffer.from('')), '');
});
