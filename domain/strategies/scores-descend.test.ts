import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { createContentIndex } from './content-based/content-index.ts';
import { strategies } from './index.ts';
import type { Strategy, StrategyQuestion, StrategyState } from './strategy.ts';

const products = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const hourMs = 3_600_000;
const acts = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v', 'w', 'x'),
    productId: fc.constantFrom(...products),
    type: fc.constantFrom('product_viewed' as const, 'add_to_cart' as const, 'purchase' as const),
    hours: fc.nat(60),
  }),
  { minLength: 1, maxLength: 80 },
);
const asked = fc.record({
  history: fc.uniqueArray(fc.constantFrom(...products), { minLength: 1 }),
  wanted: fc.integer({ min: 1, max: 12 }),
});

/** Two partitions that have folded these acts, and a catalog of all products. */
function stateOf(
  list: readonly {
    userId: string;
    productId: string;
    type: 'product_viewed' | 'add_to_cart' | 'purchase';
    hours: number;
  }[],
): StrategyState {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const [n, { userId, productId, type, hours }] of list.entries()) {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    const purchase =
      type === 'purchase' ? { orderId: `${userId} ${hours >> 5}`, priceE4: 1n, quantity: 1, currency: null } : null;
    shards['uv'.includes(userId) ? 0 : 1]?.apply(
      plainEvent({ id, userId, productId, type, purchase, timestampMs: hours * hourMs }),
    );
  }
  const index = createContentIndex(
    products.map((productId, n) => plainItem({ productId, name: `red ${productId} ${n % 3}`, category: `c${n % 2}` })),
  );
  return {
    nowMs: 200 * hourMs,
    shards: shards.flatMap((shard) => shard.scope(1) ?? []),
    catalogSize: products.length,
    content: () => index,
    newest: (limit) => products.slice(0, limit),
    once: (_, make) => make(),
  };
}

test('the scores of every strategy are positive and descend, whatever happened and was asked', () => {
  const answered = new Set<string>();
  fc.assert(
    fc.property(acts, asked, (list, { history, wanted }) => {
      const state = stateOf(list);
      const bought = history.map((productId, n) => ({ productId, day: n }));
      const question: StrategyQuestion = {
        shopper: { events: 20, weight: 40, bought: () => bought },
        history,
        visit: { products: history, kept: null },
        productIds: history.slice(-2),
        wanted,
      };
      for (const strategy of strategies as readonly Strategy[]) {
        const open = { ...strategy.defaults, minProducts: 0, minSupport: 1 };
        const scores = Array.from(strategy.candidates(state, question, open).candidates, ({ score }) => score);
        if (scores.length > 1) answered.add(strategy.name);
        for (const [n, score] of scores.entries())
          assert.ok(
            score > 0 && score <= (scores[n - 1] ?? Number.POSITIVE_INFINITY),
            `${strategy.name}: ${scores.join()}`,
          );
      }
    }),
    { seed: 31, numRuns: 100 },
  );
  assert.deepEqual([...answered].sort(), strategies.map(({ name }) => name).sort(), 'control: each has answered');
});
