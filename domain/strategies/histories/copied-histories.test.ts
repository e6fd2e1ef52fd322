import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { createInteractionShard, type InteractionShard } from '../../interactions/interaction-shard.ts';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { atOnce } from '../../memory/steps.ts';
import { copyHistories, numberCopies, readCopiedScope } from './copied-histories.ts';
import { learnRow } from './learn-row.ts';

let ids = 0;
function viewAtRandom(shards: readonly InteractionShard[], seed: number, events: number): void {
  const random = createRandom(seed);
  for (let n = 0; n < events; n++) {
    const user = random.between(0, 199);
    const id = Buffer.alloc(16);
    id.writeUInt32BE(++ids, 12);
    // More products than a row has predictors, so that some of equal rank have to be left out.
    const productId = `p${(user * 13 + random.between(0, 240)) % 260}`;
    shards[user % shards.length]?.apply(plainEvent({ id, userId: `u${user}`, productId, timestampMs: ids }));
  }
}
const scopesOf = (shards: readonly InteractionShard[]) => shards.flatMap((shard) => shard.scope(1) ?? []);

/** The rows of some products, by their names. */
function rowsOf(shards: readonly InteractionShard[], isCopied: boolean, then = () => {}) {
  const scopes = scopesOf(shards);
  const copies = scopes.map((scope) => atOnce(copyHistories(scope)));
  then();
  const joint = jointItemsOf(scopes);
  const read = isCopied ? readCopiedScope(numberCopies(scopes, copies)) : { shards: scopes, joint };
  return ['p0', 'p13', 'p39', 'p100'].map((name) => {
    const row = atOnce(learnRow(read.shards, read.joint, joint.find(name)));
    return { ...row, numbers: Array.from(row.numbers, joint.nameOf) };
  });
}

test('a row of a copy is that of the shards at its position, whatever comes after, to the bit', () => {
  const shards = Array.from({ length: 3 }, () => createInteractionShard());
  viewAtRandom(shards, 1, 6_000);
  const rows = rowsOf(shards, false);
  assert.equal(rows[0]?.numbers.length, 200, 'control: some products are left out');
  const more = () => viewAtRandom(shards, 2, 500);
  assert.deepEqual(rowsOf(shards, true, more), rows);
  assert.notDeepEqual(rowsOf(shards, false), rows, 'control: what came after changes them');
});

test('rows are the same where products have other joint numbers', () => {
  const [early, late] = [0, 1].map(() => Array.from({ length: 3 }, () => createInteractionShard()));
  if (early === undefined || late === undefined) throw new Error('there are two');
  for (const [half, shards] of [early, late].entries()) {
    const before = ids;
    viewAtRandom(shards, 1, 3_000);
    // One of them was asked on the way, and so has numbered what it had by then.
    if (half === 0) jointItemsOf(scopesOf(shards));
    viewAtRandom(shards, 3, 3_000);
    ids = before;
  }
  const numbersOf = (shards: readonly InteractionShard[]) => Array.from(jointItemsOf(scopesOf(shards)).numbersOf(1));
  assert.deepEqual(rowsOf(early, true), rowsOf(late, true));
  assert.notDeepEqual(numbersOf(early), numbersOf(late), 'control');
});
