import assert from 'node:assert/strict';
import test from 'node:test';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { jointItemsOf } from '#domain/interactions/joint-items.ts';
import { atOnce } from '#domain/memory/steps.ts';
import type { Scope } from '#domain/scope.ts';
import { historyRowsOf } from '#domain/strategies/histories/history-rows.ts';
import { callsOf } from '#testing/calls-of.ts';
import { learnerOf } from '#testing/learner-of.ts';
import { plainEvent } from '#testing/plain.ts';
import { recommendCollaborative } from '#testing/recommended.ts';
import { openHistoryThread } from './history-on-thread.ts';

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
  const learner = learnerOf(shardsOf);
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
  const learner = learnerOf(shardsOf);
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

test('not one row is learnt on the thread that serves', async () => {
  const { shardsOf, rowsOf, ask } = shopOf([1]);
  const learner = learnerOf(shardsOf);
  const learnt = async (work: () => Promise<unknown>) =>
    (await callsOf('histories/gram.ts', work)).get('createGram') ?? 0;
  ask(1);
  learner.ask(1);
  assert.equal(await learnt(() => learner.learn(open)), 0);
  assert.equal(rowsOf(1).size, 6);
  rowsOf(1).clear();
  ask(1);
  const inLine = async () => {
    while (rowsOf(1).wanted > 0) atOnce(rowsOf(1).learnNext());
  };
  assert.equal(await learnt(inLine), 6, 'control: in line each would be');
});

test('a thread that dies is told; what it has not learnt stays wanted, and the next one learns it', async () => {
  const { shardsOf, rowsOf, ask } = shopOf([1]);
  const dying = learnerOf(shardsOf, openHistoryThread(new URL('data:text/javascript,throw new Error("dead")')));
  ask(1);
  dying.ask(1);
  await assert.rejects(dying.learn(open), /died/);
  assert.deepEqual([rowsOf(1).wanted, rowsOf(1).size], [6, 0]);
  assert.ok(ask(1).length > 0, 'questions are answered as before');
  await dying.learn(open);
  assert.equal(rowsOf(1).size, 0, 'it rests before it is tried again');
  const learner = learnerOf(shardsOf);
  learner.ask(1);
  await learner.learn(open);
  assert.deepEqual([rowsOf(1).wanted, rowsOf(1).size], [0, 6]);
});

test('the thread knows of each question, so that it can rest while they come', async () => {
  const { shardsOf } = shopOf([1, 2]);
  const telling = openHistoryThread(
    new URL(
      'data:text/javascript,import {parentPort as p, workerData as asked} from "node:worker_threads"; p.on("message", () => p.postMessage({place: asked[0]}))',
    ),
  );
  const told: number[] = [];
  const tell = () => telling.learn({ shards: [], size: 0, wanted: [0] }, open, (_, asked) => told.push(asked));
  await tell();
  const learner = learnerOf(shardsOf, telling);
  for (const scope of [1, 2, 1]) learner.ask(scope);
  await tell();
  await learner.close();
  assert.deepEqual(told, [0, 3]);
});

test('a signal that aborts ends the thread; what it has not learnt stays wanted, and its copy counts in memory no more', async () => {
  const { shardsOf, rowsOf, ask } = shopOf([1]);
  const silent = openHistoryThread(
    new URL('data:text/javascript,import {parentPort} from "node:worker_threads"; parentPort.on("message", () => {})'),
  );
  const closing = new AbortController();
  const sizes: number[] = [];
  const learner = learnerOf(shardsOf, {
    ...silent,
    learn(...task) {
      sizes.push(learner.sizeBytesOf(1));
      setImmediate(() => closing.abort());
      return silent.learn(...task);
    },
  });
  ask(1);
  learner.ask(1);
  await learner.learn(closing.signal);
  assert.deepEqual([rowsOf(1).wanted, rowsOf(1).size], [6, 0]);
  assert.equal(sizes.length, 1);
  assert.ok((sizes[0] ?? 0) >= 2 * 150 * 4, 'each product of a history is in two lists');
  assert.equal(learner.sizeBytesOf(1), 0);
});
