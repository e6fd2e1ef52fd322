import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import { recommendTrending } from './recommend-trending.ts';

const hourMs = 3_600_000;
const nowMs = 1_000_000 * hourMs;
const products = 400;

/** Two shards of a shop in which few products are viewed often and many as rarely as each other: the n-th about 600 / n times. */
function shopOf() {
  const shards = [createInteractionShard(), createInteractionShard()];
  let ids = 0;
  for (let product = 1; product <= products; product++)
    for (let n = 0; n < Math.ceil(600 / product); n++) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(++ids, 12);
      shards[n % 2]?.apply(
        plainEvent({ id, userId: `u${ids}`, productId: `p${product}`, timestampMs: nowMs - hourMs + ids }),
      );
    }
  return shards.map((shard) => shard.scope(1) ?? assert.fail('something happened'));
}

test('the few that are wanted of many are the first of all, those too of which others have the same score', () => {
  const shards = shopOf();
  const all = recommendTrending(shards, 24 * hourMs, nowMs, products);
  assert.equal(all.length, products);
  for (const limit of [1, 7, 50, 120, 199, 200, 201, 399])
    assert.deepEqual(recommendTrending(shards, 24 * hourMs, nowMs, limit), all.slice(0, limit), `${limit}`);
  const [last, behind] = all.slice(199, 201).map(({ score }) => score);
  assert.equal(last, behind, 'control: the last of 200 and the one behind it have the same score');
});
