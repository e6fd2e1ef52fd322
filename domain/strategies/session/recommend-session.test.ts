import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { recommendSession } from '#testing/recommended.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { findVisit } from '../../serving/find-visit.ts';

type Touch = { userId: string; productId: string };
/** Each shopper has one visit. */
const touches = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v', 'w', 'x', 'y'),
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  }),
  { minLength: 1, maxLength: 60 },
);

/** The shards of two partitions, or of one. */
function shardsOf(list: readonly Touch[], partitionOf: (userId: string) => number): ScopeInteractions[] {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const [n, { userId, productId }] of list.entries()) {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    shards[partitionOf(userId)]?.apply(plainEvent({ id, userId, productId, timestampMs: n, sessionId: `s-${userId}` }));
  }
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}
const inTwo = (userId: string) => ('uv'.includes(userId) ? 0 : 1);
const inOne = () => 0;

const productsOf = (list: readonly Touch[], userId: string) =>
  new Set(list.filter((touch) => touch.userId === userId).map(({ productId }) => productId));

/** The visits of others that have one of these products. */
const visitsWith = (list: readonly Touch[], products: ReadonlySet<string>) =>
  [...'vwxy'].map((userId) => productsOf(list, userId)).filter((one) => !products.isDisjointFrom(one));
/** Whether neither the visit nor one that shares a product with it has this one. */
function isBeyond(list: readonly Touch[], productId: string): boolean {
  const own = productsOf(list, 'u');
  return ![own, ...visitsWith(list, own)].some((products) => products.has(productId));
}

function ask(shards: readonly ScopeInteractions[], sessionId: string, limit = 10) {
  const visit = findVisit(shards, { userId: null, sessionId }, 0, true);
  return recommendSession(shards, { products: visit?.products ?? [], kept: visit ?? null }, 1, limit);
}

test('the visits that a reason counts are the others with both products, by a recount', () => {
  fc.assert(
    fc.property(touches, (list) => {
      const shards = shardsOf(list, inTwo);
      const own = productsOf(list, 'u');
      const countWith = (...products: string[]) =>
        [...'vwxy'].filter((userId) => products.every((productId) => productsOf(list, userId).has(productId))).length;
      for (const { productId, evidence } of ask(shards, 's-u')) {
        const { anchorProductId, visits } = evidence;
        if (isBeyond(list, productId)) {
          assert.ok(visits > 0 && visits === countWith(anchorProductId ?? '', productId));
          continue;
        }
        const others = [...own].filter((product) => product !== productId);
        assert.equal(visits, Math.max(0, ...others.map((product) => countWith(product, productId))));
        if (anchorProductId !== null) {
          assert.ok(others.includes(anchorProductId));
          assert.equal(visits, countWith(anchorProductId, productId));
        } else assert.ok(own.has(productId) && visits === 0);
      }
    }),
    { seed: 21, numRuns: 100 },
  );
});

test('every product that another visit has together with one of this visit is found, and if there is any, those of this visit; behind them those of visits that share one of these', () => {
  fc.assert(
    fc.property(touches, (list) => {
      const own = productsOf(list, 'u');
      const similar = visitsWith(list, own);
      const answer = ask(shardsOf(list, inTwo), 's-u');
      const near = new Set(similar.length === 0 ? [] : [own, ...similar].flatMap((products) => [...products]));
      const beyond = visitsWith(list, new Set(similar.flatMap((products) => [...products])));
      const expected = near.union(new Set(beyond.flatMap((products) => [...products])));
      assert.deepEqual(answer.map(({ productId }) => productId).sort(), [...expected].sort());
      const first = answer.slice(0, near.size).map(({ productId }) => productId);
      assert.deepEqual(first.sort(), [...near].sort());
    }),
    { seed: 22, numRuns: 60 },
  );
});

test('what visits beyond the similar ones have is found only where those have few products, and cites a product that they have', () => {
  const chain: Touch[] = [
    { userId: 'u', productId: 'a' },
    { userId: 'v', productId: 'a' },
    { userId: 'v', productId: 'b' },
    { userId: 'w', productId: 'b' },
    { userId: 'w', productId: 'c' },
  ];
  const evidenceOfC = (list: readonly Touch[]) =>
    ask(shardsOf(list, inTwo), 's-u', 40).find(({ productId }) => productId === 'c')?.evidence;
  assert.deepEqual(evidenceOfC(chain), { kind: 'similar_visits', visits: 1, anchorProductId: 'b' });
  assert.equal(evidenceOfC(chain.toSpliced(3, 1)), undefined, 'control: without the event that is cited');
  const more = (count: number) => Array.from({ length: count }, (_, n) => ({ userId: 'v', productId: `more ${n}` }));
  assert.ok(evidenceOfC([...chain, ...more(18)]));
  assert.equal(evidenceOfC([...chain, ...more(19)]), undefined);
});

test('scores descend, and which partition a shopper is in changes no answer', () => {
  fc.assert(
    fc.property(touches, (list) => {
      const answers = [inTwo, inOne].map((partitionOf) => ask(shardsOf(list, partitionOf), 's-u'));
      const [two = [], one = []] = answers;
      for (const answer of answers)
        assert.ok(
          answer.every(({ score }, n) => score > 0 && score <= (answer[n - 1]?.score ?? Number.POSITIVE_INFINITY)),
        );
      const comparable = (answer: typeof two) =>
        answer.map(({ productId, score, evidence }) => [productId, score.toFixed(9), evidence.visits]).sort();
      assert.deepEqual(comparable(two), comparable(one));
    }),
    { seed: 23, numRuns: 60 },
  );
});

test('without one of the visits that a reason counts, it counts one less', () => {
  fc.assert(
    fc.property(touches, (list) => {
      const shards = shardsOf(list, inTwo);
      for (const { productId, evidence } of ask(shards, 's-u')) {
        const { anchorProductId, visits } = evidence;
        if (anchorProductId === null || isBeyond(list, productId)) continue;
        const citedUser = [...'vwxy'].find(
          (userId) => productsOf(list, userId).has(productId) && productsOf(list, userId).has(anchorProductId),
        );
        const left = list.filter((touch) => touch.userId !== citedUser || touch.productId !== productId);
        const own = [...productsOf(list, 'u')];
        const without = ask(shardsOf(left, inTwo), 's-u').find((one) => one.productId === productId);
        // Another product of the visit may now be the one that most of them share.
        const most = Math.max(
          0,
          ...own
            .filter((product) => product !== productId)
            .map(
              (product) =>
                [...'vwxy'].filter((userId) => {
                  const products = productsOf(left, userId);
                  return products.has(product) && products.has(productId);
                }).length,
            ),
        );
        const isFound = without !== undefined && !isBeyond(left, productId);
        assert.equal(isFound ? without.evidence.visits : 0, most);
        assert.ok(most <= visits);
      }
    }),
    { seed: 24, numRuns: 40 },
  );
});

test('what another visit had soon after the shared product goes before what it had earlier or later', () => {
  const visit = (userId: string, products: string) => [...products].map((productId) => ({ userId, productId }));
  const orderBy = (products: string) =>
    ask(shardsOf([...visit('v', products), ...visit('u', 'a')], inTwo), 's-u').map(({ productId }) => productId);
  assert.deepEqual(orderBy('bacd'), ['a', 'c', 'b', 'd']);
  assert.deepEqual(orderBy('dcab'), ['a', 'b', 'c', 'd'], 'control: the order is that of the visit');
});

test('visits that share the last product of this one go before those that share an earlier one', () => {
  const visit = (userId: string, products: string) => [...products].map((productId) => ({ userId, productId }));
  const best = (own: string) =>
    ask(shardsOf([...visit('v', 'ac'), ...visit('w', 'bd'), ...visit('u', own)], inTwo), 's-u').filter(
      ({ productId }) => !own.includes(productId),
    )[0]?.productId;
  assert.deepEqual([best('ab'), best('ba')], ['d', 'c']);
});

test('control: nothing comes of a visit that no other shares a product with, and its own vote does not count', () => {
  const list = [...'abc'].map((productId) => ({ userId: 'u', productId }));
  assert.deepEqual(ask(shardsOf([...list, { userId: 'w', productId: 'g' }], inTwo), 's-u'), []);
  const found = ask(shardsOf([...list, { userId: 'w', productId: 'c' }], inTwo), 's-u');
  assert.deepEqual(
    found.map(({ productId, evidence }) => [productId, evidence.visits]),
    [
      ['c', 0],
      ['b', 0],
      ['a', 0],
    ],
  );
});
