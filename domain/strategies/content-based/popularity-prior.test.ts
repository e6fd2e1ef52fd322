import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import { popularityPrior } from './popularity-prior.ts';

test('a product counts more, the more shoppers of all partitions have touched it, and one that nobody has counts once', () => {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const [n, [userId, productId]] of (
    [
      ['a', 'p'],
      ['b', 'p'],
      ['c', 'p'],
      ['c', 'q'],
      ['c', 'q'],
    ] as const
  ).entries())
    shards[userId === 'a' ? 0 : 1]?.apply(plainEvent({ id: Buffer.alloc(16, n + 1), userId, productId }));
  const prior = popularityPrior(shards.flatMap((shard) => shard.scope(1) ?? []));
  const priorsOf = (...productIds: string[]) => [...prior.of(Int32Array.from(productIds, prior.numbers.find))];
  assert.deepEqual(priorsOf('nobody', 'p'), [1, 4 ** 0.2]);
  assert.deepEqual(priorsOf('q'), [2 ** 0.2], 'one shopper, twice');
});
