import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { byRank } from '../rank.ts';
import { bestVoted, scoreVoted } from './best-voted.ts';

const visit = fc.uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 });
const question = fc.record({
  visits: fc.array(visit, { minLength: 1, maxLength: 40 }),
  votes: fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 31, maxLength: 31 }),
  shares: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 12 }),
});

/** The visits in two shards, a visit a shopper. */
function shardsOf(visits: readonly (readonly number[])[]) {
  const shards = [createInteractionShard(), createInteractionShard()];
  let ids = 0;
  for (const [shopper, products] of visits.entries())
    for (const product of products) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(++ids, 12);
      shards[shopper % 2]?.apply(plainEvent({ id, userId: `u${shopper}`, productId: `p${product}` }));
    }
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}

test('the best by votes and idf are those of scoring every product, though most are not looked at', () => {
  let skipped = 0;
  fc.assert(
    fc.property(question, ({ visits, votes: each, shares: own, limit }) => {
      const shards = shardsOf(visits);
      const joint = jointItemsOf(shards);
      const [votes, shares] = [createSparseSums(), createSparseSums()];
      for (let number = 0; number < joint.size; number++) votes.add(number, (each[number] ?? 0) ** 8);
      for (const number of own) if (number < joint.size) shares.add(number, 0.2);
      const scored = scoreVoted(shards, joint, votes, limit, shares);
      skipped += joint.size - scored.count;
      const popularityOf = (productId: string) =>
        visits.filter((products) => products.includes(Number(productId.slice(1)))).length;
      const all = Array.from({ length: joint.size }, (_, number) => {
        const productId = joint.nameOf(number);
        const popularity = popularityOf(productId);
        return { number, productId, popularity, score: votes.of(number) * Math.log(1 + visits.length / popularity) };
      });
      const highest = Math.max(...all.map(({ score }) => score));
      const expected = all.map((one) => ({ ...one, score: one.score + highest * shares.of(one.number) })).sort(byRank);
      assert.deepEqual([...bestVoted(joint, scored, limit)].flat(), expected.slice(0, limit));
    }),
    { seed: 22, numRuns: 60 },
  );
  assert.ok(skipped > 100, 'control: some are not looked at');
});
