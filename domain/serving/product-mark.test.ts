import assert from 'node:assert/strict';
import test from 'node:test';
import { markLength, markOf } from './product-mark.ts';

test('a mark is short, the same for the same id, and another for each of many ids that are much alike', () => {
  const ids = Array.from(
    { length: 200_000 },
    (_, n) => [`p-${n}`, `${n}`, `Ü-${n}-${'x'.repeat(n % 40)}`][n % 3] ?? '',
  );
  const marks = new Set(ids.map(markOf));
  assert.equal(marks.size, new Set(ids).size);
  for (const mark of marks) assert.match(mark, /^[0-9a-v]{12}$/);
  assert.equal(markOf('mug').length, markLength);
  assert.equal(markOf('mug'), markOf('mug'));
  assert.notEqual(markOf(''), markOf('\0'));
});

test('each half of a mark is spread over its whole range, so that both tell products apart', () => {
  for (const half of [0, 1]) {
    const halves = new Set(
      Array.from({ length: 50_000 }, (_, n) => markOf(`product ${n}`).slice(6 * half, 6 * half + 6)),
    );
    // Of 2^30 values 50,000 meet once or twice by chance.
    assert.ok(halves.size > 49_985, String(halves.size));
  }
});
