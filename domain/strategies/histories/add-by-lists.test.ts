import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { leastNamed } from '../../interactions/shoppers.ts';
import { atOnce } from '../../memory/steps.ts';
import { addByLists } from './add-by-lists.ts';
import { createGram } from './gram.ts';

const products = ['a', 'b', 'c', 'd', 'e'];
type Step = { userId: string; productId: string } | { erased: string };
const users = fc.constantFrom('u', 'v', 'w', 'x', 'y', 'z');
const steps = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ userId: users, productId: fc.constantFrom(...products) }) },
    { weight: 1, arbitrary: fc.record({ erased: users }) },
  ),
  { minLength: 1, maxLength: 60 },
);

/** Counts by lists, null if these do not say, and by reading every history. */
function countBoth(list: readonly Step[]) {
  const shard = createInteractionShard();
  for (const [n, step] of list.entries()) {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    if ('erased' in step) shard.eraseShopper(1, step.erased);
    else shard.apply(plainEvent({ id, ...step, timestampMs: n }));
  }
  const scope = shard.scope(1);
  if (scope === undefined) return null;
  const joint = jointItemsOf([scope]);
  const numbers = products.map(joint.find);
  const [byLists, read] = [createGram([scope], joint, numbers), createGram([scope], joint, numbers)];
  const items = Int32Array.from(products, scope.items.find);
  const isTold = atOnce(addByLists(scope, items, byLists));
  for (let slot = 0; slot < scope.shoppers.places; slot++) read.add(0, slot, 1);
  return { isTold, byLists: byLists.values, read: read.values };
}

test('counts by lists are those of the histories, or nothing is counted: where shoppers were erased, and their places taken, too', () => {
  let told = 0;
  fc.assert(
    fc.property(steps, (list) => {
      const counted = countBoth(list);
      if (counted === null) return;
      assert.deepEqual(counted.byLists, counted.isTold ? counted.read : counted.byLists.map(() => 0));
      if (counted.isTold) told += 1;
      else assert.ok(list.some((step) => 'erased' in step));
    }),
    { seed: 31, numRuns: 300 },
  );
  assert.ok(told > 50 && told < 300, 'control: both happen');
});

test('a list that may have been cut says nothing', () => {
  const many = (count: number): Step[] =>
    Array.from({ length: count }, (_, n) => ({ userId: `user ${n}`, productId: 'a' }));
  assert.equal(countBoth(many(leastNamed - 1))?.isTold, true);
  assert.equal(countBoth(many(leastNamed))?.isTold, false);
});
