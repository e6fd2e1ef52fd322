import assert from 'node:assert/strict';
import test from 'node:test';
import { type ByteWriter, createByteReader, createByteWriter } from './bytes.ts';
import { createPaper, type Paper } from './paper.ts';
import { atOnce } from './steps.ts';

/** Pages so small that numbers and sizes lie across their edges. */
const smallPaper = (pageBytes: number): Paper => ({
  pageBytes,
  take: () => Buffer.alloc(pageBytes, 255),
  giveBack() {},
});
const names = Array.from({ length: 5_000 }, (_, n) => `name ${'ä'.repeat(n % 3)} ${n}`);

function write(to: ByteWriter): void {
  to.uint32(7);
  to.float64(0.1);
  to.numbers(Uint16Array.of(1, 2, 3), 3);
  atOnce(
    to.within(
      (function* () {
        to.uint32(8);
        yield* to.texts(names);
      })(),
    ),
  );
  to.bytes(Buffer.from('end'));
}

test('bytes are the same whatever pages they are written on, and are read as they were written', () => {
  const whole = createByteWriter();
  write(whole);
  const bytes = whole.finish();
  for (const pageBytes of [1, 3, 1_000]) {
    const cut = createByteWriter(smallPaper(pageBytes));
    write(cut);
    assert.deepEqual(cut.finish(), bytes);
    assert.deepEqual(Buffer.concat(cut.pages()), bytes);
  }
  const reader = createByteReader(bytes);
  assert.deepEqual([reader.uint32(), reader.float64(), reader.uint16s()], [7, 0.1, Uint16Array.of(1, 2, 3)]);
  const inner = createByteReader(reader.bytes());
  assert.deepEqual([inner.uint32(), inner.texts(), inner.isAtEnd], [8, names, true]);
  assert.deepEqual([reader.bytes().toString(), reader.isAtEnd], ['end', true]);
});

test('pages that are given back are written on again, as many as are kept', () => {
  const paper = createPaper(2);
  const first = [paper.take(), paper.take(), paper.take()];
  paper.giveBack(first.map((page) => page.subarray(0, 10)));
  const again = [paper.take(), paper.take(), paper.take()];
  const known = new Set(first.map(({ buffer }) => buffer));
  assert.deepEqual(
    again.map(({ buffer, length }) => [known.has(buffer), length]),
    [
      [true, paper.pageBytes],
      [true, paper.pageBytes],
      [false, paper.pageBytes],
    ],
  );
});
