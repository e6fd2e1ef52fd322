import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { recommendCollaborative } from '#testing/recommended.ts';
import type { ShopEvent } from '../../events/shop-event.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';

const viewed = (n: number, userId: string, productId: string): ShopEvent => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n + 1, 12);
  return plainEvent({
    id,
    userId,
    productId,
    timestampMs: n,
  });
};

type Visit = { userId: string; productId: string };
const visits = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v', 'w', 'x', 'y'),
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  }),
  { maxLength: 60 },
);

/** All of a user in one shard of two, as partitions have it. */
function shardsOf(list: readonly Visit[]): ScopeInteractions[] {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const [n, { userId, productId }] of list.entries())
    shards['uv'.includes(userId) ? 0 : 1]?.apply(viewed(n, userId, productId));
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}

/** Everything happens within 30 minutes, so a user's products are one visit. */
const productsOf = (list: readonly Visit[], userId: string) =>
  new Set(list.filter((visit) => visit.userId === userId).map(({ productId }) => productId));

const acts = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v', 'w', 'x', 'y'),
    visit: fc.nat({ max: 3 }),
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
  }),
  { maxLength: 60 },
);

test('what a reason calls visits are visits, by a recount, also where other products are counted by shoppers', () => {
  let mixed = 0;
  fc.assert(
    fc.property(
      acts.filter(({ length }) => length > 0),
      (list) => {
        const inTurn = list.toSorted((a, b) => a.visit - b.visit);
        const shard = createInteractionShard();
        for (const [n, { userId, visit, productId }] of inTurn.entries())
          shard.apply({ ...viewed(n, userId, productId), timestampMs: visit * 3_600_000 + n });
        const own = inTurn.filter(({ userId }) => userId === 'u').map(({ productId }) => productId);
        const history = [...new Set(own.toReversed())].reverse();
        const found = recommendCollaborative([shard.scope(1) ?? assert.fail('no events')], history, 10);
        for (const { productId, evidence } of found) {
          if (evidence.of !== 'visits') continue;
          const productsOfVisits = Map.groupBy(list, ({ userId, visit }) => `${userId} ${visit}`).values();
          const having = [...productsOfVisits].filter((those) =>
            [productId, evidence.anchorProductId].every((one) => those.some((act) => act.productId === one)),
          );
          assert.equal(evidence.neighbours, having.length);
        }
        if (new Set(found.map(({ evidence }) => evidence.of)).size > 1) mixed += 1;
      },
    ),
    { seed: 12, numRuns: 150 },
  );
  assert.ok(mixed > 10, `${mixed} answers of both kinds`);
});

test('the visits that a reason counts are those with both products, by a recount', () => {
  fc.assert(
    fc.property(visits, (list) => {
      const history = [...productsOf(list, 'u')];
      for (const { productId, evidence } of recommendCollaborative(shardsOf(list), history, 10)) {
        if (evidence.kind !== 'similar_shoppers' || evidence.of !== 'visits') assert.fail('every user is a visit here');
        const { anchorProductId, neighbours } = evidence;
        if (anchorProductId === null) assert.fail('there is a history');
        const having = [...'uvwxy'].filter((userId) => {
          const products = productsOf(list, userId);
          return products.has(productId) && products.has(anchorProductId);
        });
        assert.equal(neighbours, having.length);
      }
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('which partition a user is in changes no answer', () => {
  const together = (list: readonly Visit[]) => {
    const shard = createInteractionShard();
    for (const [n, { userId, productId }] of list.entries()) shard.apply(viewed(n, userId, productId));
    return [shard.scope(1) ?? assert.fail('there are events')];
  };
  fc.assert(
    fc.property(
      visits.filter(({ length }) => length > 0),
      (list) => {
        const history = [...productsOf(list, 'u')];
        const scores = (shards: readonly ScopeInteractions[]) =>
          recommendCollaborative(shards, history, 10)
            .map(({ productId, score }) => `${productId} ${score.toFixed(9)}`)
            .sort();
        assert.deepEqual(scores(shardsOf(list)), scores(together(list)));
      },
    ),
    { seed: 12, numRuns: 200 },
  );
});

test('control: what nobody else had with the shopper’s products is not recommended', () => {
  const list = [...'abc'].map((productId) => ({ userId: 'u', productId }));
  const found = recommendCollaborative(shardsOf([...list, { userId: 'w', productId: 'g' }]), ['a', 'b', 'c'], 10);
  assert.ok(!found.some(({ productId }) => productId === 'g'));
});

test('who is here for the first time is answered by visits, and who was here before by histories too', () => {
  const of = (userId: string, products: string) => [...products].map((productId) => ({ userId, productId }));
  const history = [...'abcdefghij'];
  const shards = shardsOf([...of('u', 'xyz'), ...of('v', 'abcdefghiz'), ...of('w', 'jx'), ...of('y', 'jx')]);
  const firstOf = (visit: readonly string[]) =>
    recommendCollaborative(shards, history, 20, visit).find(({ productId }) => !history.includes(productId))?.productId;
  assert.equal(firstOf(history), 'x', 'two visits have it with the last product');
  assert.equal(firstOf([]), 'z', 'control: the shopper most like this one has it');
});
