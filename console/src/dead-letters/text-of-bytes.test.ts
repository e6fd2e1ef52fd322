import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOfBytes } from './text-of-bytes.ts';

test('bytes that are a text are read as one, behind the framing of a schema too', () => {
  assert.equal(textOfBytes(Buffer.from('{"name":"Größe"}\r\n')), '{"name":"Größe"}\r\n');
  assert.equal(textOfBytes(Buffer.from([0, 0, 0, 0, 1, 0x7b])), '{');
});

test('bytes that nobody could read are no text', () => {
  for (const bytes of [[], [0, 0, 0, 0, 1], [0x41, 0x00], [0x41, 0xff], [0x1b, 0x5b]])
    assert.equal(textOfBytes(Uint8Array.from(bytes)), null, String(bytes));
});
