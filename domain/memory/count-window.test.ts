import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createByteReader, createByteWriter } from './bytes.ts';
import { createCountWindow } from './count-window.ts';

type Key = [number, number, number];
const anyKeys = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(-1, 0, 2 ** 31 - 1), fc.nat(5)), { maxLength: 300 });

/** The two generations as plain maps. */
function plainWindow(generationKeys: number) {
  let [older, younger] = [new Map<string, number>(), new Map<string, number>()];
  return (key: Key): number => {
    const text = key.join(' ');
    const count = (younger.get(text) ?? older.get(text) ?? 0) + 1;
    if (!younger.has(text) && younger.size === generationKeys) [older, younger] = [younger, new Map()];
    younger.set(text, count);
    return count;
  };
}

function restored(window: ReturnType<typeof createCountWindow>, generationKeys: number) {
  const writer = createByteWriter();
  window.write(writer);
  const bytes = writer.finish();
  return { bytes, window: createCountWindow(generationKeys, createByteReader(bytes)) };
}

test('a key is counted as often as it came within the window, also across a restore', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), anyKeys, anyKeys, (generationKeys, before, behind) => {
      const plain = plainWindow(generationKeys);
      const window = createCountWindow(generationKeys);
      for (const key of before) assert.equal(window.count(...key), plain(key));
      const again = restored(window, generationKeys);
      for (const key of behind) {
        const count = plain(key);
        assert.equal(window.count(...key), count);
        assert.equal(again.window.count(...key), count);
      }
      assert.deepEqual(restored(window, generationKeys).bytes, restored(again.window, generationKeys).bytes);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('control: a key that two generations of others have followed begins anew', () => {
  const window = createCountWindow(2);
  const counts = [0, 1, 0, 2, 3, 4, 5, 0].map((n) => window.count(n, 0, 0));
  assert.deepEqual(counts, [1, 1, 2, 1, 1, 1, 1, 1]);
});
