import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLinesIn } from './json-lines.ts';

async function* each(pieces: readonly string[]) {
  yield* pieces;
}
async function read(...pieces: string[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of jsonLinesIn(each(pieces))) values.push(value);
  return values;
}

test('values come whole, wherever the pieces break', async () => {
  assert.deepEqual(await read('{"a":1}\n{"a', '":2}\n\n', '{"a":3}\n'), [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('a line that the end has cut off is left out', async () => {
  assert.deepEqual(await read('{"a":1}\n{"a":'), [{ a: 1 }]);
});
