import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createByteReader, createByteWriter } from './bytes.ts';
import { createIdWindow } from './id-window.ts';

/** Ids that differ in any one of their words, so that many meet in the table. */
const anyId = fc
  .tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.constantFrom(0, 1, 7, 8, 2 ** 31, 2 ** 32 - 1))
  .map((words) => Buffer.from(Uint32Array.from(words).buffer));
const anyIds = fc.array(anyId, { maxLength: 300 });

/** The two generations as plain lists. */
function plainWindow(generationIds: number) {
  let older: string[] = [];
  let younger: string[] = [];
  return (id: Buffer): boolean => {
    const text = id.toString('hex');
    if (younger.includes(text) || older.includes(text)) return false;
    if (younger.length === generationIds) [older, younger] = [younger, []];
    younger.push(text);
    return true;
  };
}

function restored(window: ReturnType<typeof createIdWindow>, generationIds: number) {
  const writer = createByteWriter();
  window.write(writer);
  const bytes = writer.finish();
  return { bytes, window: createIdWindow(generationIds, createByteReader(bytes)) };
}

test('an id is new once within the window, also across a restore, whatever its table is like', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), anyIds, anyIds, (generationIds, before, behind) => {
      const plain = plainWindow(generationIds);
      const window = createIdWindow(generationIds);
      for (const id of before) assert.equal(window.add(id), plain(id));
      const again = restored(window, generationIds);
      for (const id of behind) {
        const isNew = plain(id);
        assert.equal(window.add(id), isNew);
        assert.equal(again.window.add(id), isNew);
      }
      assert.deepEqual(restored(window, generationIds).bytes, restored(again.window, generationIds).bytes);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('what is older than two generations is forgotten', () => {
  const window = createIdWindow(4);
  const ids = Array.from({ length: 9 }, (_, n) => Buffer.alloc(16, n + 1));
  for (const id of ids) assert.equal(window.add(id), true);
  assert.equal(window.add(ids[4]!), false);
  assert.equal(window.add(ids[0]!), true);
});
