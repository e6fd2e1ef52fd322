import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLineReader, type InputLine } from './line-reader.ts';

const tooLong = { problem: 'line_too_long' };
const notUtf8 = { problem: 'not_utf8' };

function readAll(chunks: readonly Buffer[], maxLineBytes = 100): InputLine[] {
  const reader = createLineReader(maxLineBytes);
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

/** Returns the bytes in pieces of `size`. */
function cutInto(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

test('lines are the same wherever the bytes are cut, with and without an end of the last', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ''))),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (lines, size, endsInNewline) => {
        const bytes = Buffer.from(`x${lines.map((line) => `\n${line}`).join('')}${endsInNewline ? '\n' : ''}`);
        const expected = ['x', ...lines];
        if (!endsInNewline && expected.at(-1) === '') expected.pop();
        assert.deepEqual(readAll(cutInto(bytes, size), 1_000), expected);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

test('a line over the limit is skipped without being kept, and its neighbours are read', () => {
  const bytes = Buffer.from(`a\n${'x'.repeat(101)}\nb\n${'y'.repeat(5_000)}\nc\n${'z'.repeat(100)}`);
  for (const size of [1, 7, 64, 100, 10_000])
    assert.deepEqual(readAll(cutInto(bytes, size)), ['a', tooLong, 'b', tooLong, 'c', 'z'.repeat(100)]);
});

test('a line too long at the end of the input is one too', () => {
  assert.deepEqual(readAll([Buffer.from(`a\n${'x'.repeat(101)}`)]), ['a', tooLong]);
});

test('the limit counts bytes, not characters', () => {
  assert.deepEqual(readAll([Buffer.from(`${'é'.repeat(50)}\n${'é'.repeat(51)}\n`)]), ['é'.repeat(50), tooLong]);
});

test('bytes that are no UTF-8 spoil their own line only', () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0xfe]), Buffer.from('\né\n')]);
  for (const size of [1, 3, 100]) assert.deepEqual(readAll(cutInto(bytes, size)), ['a', notUtf8, 'é']);
});

test('a byte order mark at the start is left out, elsewhere it stays', () => {
  assert.deepEqual(readAll([Buffer.from('\uFEFF{}\n\uFEFFx\n')]), ['{}', '\uFEFFx']);
});

test('no bytes are no lines; empty lines count', () => {
  assert.deepEqual(readAll([]), []);
  assert.deepEqual(readAll([Buffer.from('\n\na\n')]), ['', '', 'a']);
});
