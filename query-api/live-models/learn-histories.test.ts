import assert from 'node:assert/strict';
import test from 'node:test';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import type { Scope } from '#domain/scope.ts';
import { historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import { plainEvent } from '#testing/plain.ts';
import { recommendCollaborative } from '#testing/recommended.ts';
import { createHistoryLearner } from './learn-histories.ts';

/** Thirty shoppers of each scope, with five neighbouring products of eight. */
function shopOf(scopes: readonly Scope[]) {
  const shard = createInteractionShard();
  let ids = 0;
  for (const scope of scopes)
    for (let n = 0; n < 150; n++) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(++ids, 12);
      const user = Math.floor(n / 5);
      shard.apply(plainEvent({ id, scope, userId: `u${user}`, productId: `p${(user + n) % 8}`, timestampMs: ids }));
    }
  const shardsOf = (scope: Scope) =>
    shard.isParked(scope) ? undefined : [shard.scope(scope) ?? assert.fail('no events')];
  const rowsOf = (scope: Scope) => {
    const shards = shardsOf(scope) ?? assert.fail('it is parked');
    return historyRowsOf(shards, jointItemsOf(shards));
  };
  const ask = (scope: Scope) => recommendCollaborative(shardsOf(scope) ?? [], ['p0', 'p1'], 10);
  return { shard, shardsOf, rowsOf, ask };
}
const open = new AbortController().signal;

test('what a question has missed is learnt, and then answers', async () => {
  const { shardsOf, rowsOf, ask } = shopOf([1]);
  const learner = createHistoryLearner(shardsOf);
  const before = ask(1);
  learner.ask(1);
  assert.ok(rowsOf(1).wanted > 0 && rowsOf(1).size === 0, 'control');
  await learner.learn(open);
  assert.deepEqual([rowsOf(1).wanted, rowsOf(1).size], [0, 6]);
  assert.notDeepEqual(
    ask(1).map(({ score }) => score),
    before.map(({ score }) => score),
  );
});

test('control: nothing is learnt of a scope that rests, that nobody asked, or once the signal aborts', async () => {
  const { shard, shardsOf, rowsOf, ask } = shopOf([1, 2]);
  const learner = createHistoryLearner(shardsOf);
  ask(1);
  await learner.learn(open);
  learner.ask(1);
  await learner.learn(AbortSignal.abort());
  assert.equal(rowsOf(1).size, 0);
  learner.ask(2);
  shard.park(2);
  await learner.learn(open);
  assert.ok(shard.isParked(2));
});
