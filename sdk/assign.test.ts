import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { assign } from './assign.ts';

type Vector = { userId: string; experimentId: string; bucket: number };
const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../schemas/assignment-vectors.json', import.meta.url), 'utf8'),
);
const differing = async (experimentOf: (vector: Vector) => string) => {
  let count = 0;
  for (const vector of vectors)
    for (const split of [vector.bucket, vector.bucket + 1]) {
      const arm = await assign(vector.userId, experimentOf(vector), split);
      if (arm !== (vector.bucket < split ? 'control' : 'variant')) count += 1;
    }
  return count;
};

test('a shopper is on the side that the server has them on: the published vectors, on both sides of their bucket', async () => {
  assert.ok(vectors.length > 9);
  assert.equal(await differing(({ experimentId }) => experimentId), 0);
  assert.ok((await differing(({ experimentId }) => `${experimentId} `)) > 0, 'control: another experiment');
});
