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
  const priorOf = popularityPrior(shards.flatMap((shard) => shard.scope(1) ?? []));
  assert.equal(priorOf('nobody'), 1);
  assert.equal(priorOf('p'), 4 ** 0.2);
  assert.equal(priorOf('q'), 2 ** 0.2, 'one shopper, twice');
});
