import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineReader } from '#runtime/text/line-reader.ts';
import { watchLines } from './watch-lines.ts';

/** Pushes pieces, each so many seconds after the one before; returns the lines of all, or the status of what was thrown. */
function pushed(pieces: readonly (readonly [afterSeconds: number, text: string])[]): unknown {
  let nowMs = 0;
  const reader = watchLines(createLineReader(100), 60_000, () => nowMs);
  try {
    return pieces.flatMap(([afterSeconds, text]) => {
      nowMs += afterSeconds * 1_000;
      return reader.push(Buffer.from(text));
    });
  } catch (error) {
    return (error as { status: number }).status;
  }
}

test('a line that takes longer than a minute is a 408, and one that takes a minute is a line', () => {
  assert.equal(
    pushed([
      [0, 'a'],
      [30, 'b'],
      [31, 'c'],
    ]),
    408,
  );
  assert.deepEqual(
    pushed([
      [0, 'a'],
      [30, 'b'],
      [30, 'c\n'],
    ]),
    ['abc'],
  );
});

test('a rest between lines is no slow line, however long', () => {
  assert.deepEqual(
    pushed([
      [0, 'a\n'],
      [3_600, 'b'],
      [59, 'c\n'],
    ]),
    ['a', 'bc'],
  );
});

test('the end of a line begins the next one anew', () => {
  assert.deepEqual(
    pushed([
      [0, 'a'],
      [50, 'b\nc'],
      [50, 'd\n'],
    ]),
    ['ab', 'cd'],
  );
  assert.equal(
    pushed([
      [0, 'a\nb'],
      [61, 'c'],
    ]),
    408,
    'control',
  );
});

test('what is skipped of a line that is too long is slow too', () => {
  assert.equal(
    pushed([
      [0, 'x'.repeat(200)],
      [61, 'y'],
    ]),
    408,
  );
});
