import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexDump } from './hex-dump.ts';

test('bytes stand in lines of 16, with their place and their letters', () => {
  const bytes = Uint8Array.from([0, 255, ...new TextEncoder().encode('mug for ada, ok')]);
  assert.deepEqual(hexDump(bytes).split('\n'), [
    '0000  00 ff 6d 75 67 20 66 6f 72 20 61 64 61 2c 20 6f  ..mug for ada, o',
    '0010  6b                                               k',
  ]);
  assert.equal(hexDump(new Uint8Array()), '');
});
