import assert from 'node:assert/strict';
import test from 'node:test';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import type { Scope } from '#domain/scope.ts';
import { historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import { learnerOf } from '#testing/learner-of.ts';
import { plainEvent } from '#testing/plain.ts';
import { recommendCollaborative } from '#testing/recommended.ts';
import { createMemoryLimit } from './memory-limit.ts';

const minute = 60_000;
const [small, large] = [1, 2] as const;

/** Two scopes with the same shoppers; of one of them rows are learnt. */
async function learntShard() {
  const shard = createInteractionShard();
  let ids = 0;
  for (const scope of [small, large])
    for (let n = 0; n < 300; n++) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(++ids, 12);
      const user = Math.floor(n / 6);
      shard.apply(
        plainEvent({ id, scope, userId: `u${user}`, productId: `p${(user * 7 + n) % 40}`, timestampMs: ids }),
      );
    }
  const shardsOf = (scope: Scope) => {
    const state = shard.isParked(scope) ? undefined : shard.scope(scope);
    return state === undefined ? undefined : [state];
  };
  const learner = learnerOf(shardsOf);
  const shards = shardsOf(large) ?? assert.fail('there are events');
  recommendCollaborative(shards, ['p0', 'p1', 'p2'], 10);
  historyRowsOf(shards, jointItemsOf(shards)).wantAll();
  learner.ask(large);
  await learner.learn(new AbortController().signal);
  return { shard, learner };
}

test('learnt rows count in the memory of the models, and go with the scope that is parked for them', async () => {
  const { shard, learner } = await learntShard();
  const ofShards = shard.sizes().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const ofRows = learner.sizeBytesOf(large);
  assert.ok(ofRows > 40 * 300, 'control: forty products have rows');
  assert.equal(learner.sizeBytesOf(small), 0);

  const limitBytes = ofShards + ofRows / 2;
  const counted = createMemoryLimit([shard], limitBytes, learner.sizeBytesOf);
  counted.check(0);
  assert.deepEqual(counted.check(minute), { coldest: [large], sizeBytes: ofShards + ofRows });
  const uncounted = createMemoryLimit([shard], limitBytes, () => 0);
  uncounted.check(0);
  assert.deepEqual(
    uncounted.check(minute),
    { coldest: [], sizeBytes: ofShards },
    'control: without them it seems to fit',
  );

  shard.park(large);
  assert.equal(learner.sizeBytesOf(large), 0);
  assert.ok(counted.check(2 * minute).sizeBytes < limitBytes);
});
