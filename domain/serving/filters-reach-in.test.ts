import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies, strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';
import { whoAsks } from './who-asks.ts';

const hourMs = 3_600_000;
const products = Array.from({ length: 600 }, (_, n) => `p${n}`);
const nowMs = 2_000 * hourMs;

/** A shop of 90 shoppers, in two partitions: each came six times within 80 days, viewed and bought ten products. */
function shop(): ServingState {
  const shards = [createInteractionShard(), createInteractionShard()];
  let ids = 0;
  const happened = (shopper: number, product: number, type: 'product_viewed' | 'purchase', hours: number) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(++ids, 12);
    const userId = `u${shopper}`;
    const purchase =
      type === 'purchase'
        ? { orderId: `${userId} ${Math.floor(hours / 300)}`, priceE4: 1n, quantity: 1, currency: null }
        : null;
    const timestampMs = Math.floor(hours * hourMs);
    shards[shopper % 2]?.apply(
      plainEvent({ id, userId, productId: `p${product}`, type, purchase, timestampMs, receivedAtMs: timestampMs }),
    );
  };
  for (let shopper = 0; shopper < 90; shopper++)
    for (let n = 0; n < 60; n++) {
      const product = n < 10 ? n : (shopper * 37 + n * n * 7) % products.length;
      happened(shopper, product, n % 3 === 0 ? 'purchase' : 'product_viewed', Math.floor(n / 10) * 300 + n / 50);
    }
  const items = new Map(
    products.map((productId, n) => [
      productId,
      plainItem({ productId, name: `thing ${n % 40} ${n % 7}`, category: `c${n % 3}` }),
    ]),
  );
  const index = createContentIndex(items.values());
  const made = new Map<string, unknown>();
  return {
    nowMs,
    shards: shards.flatMap((shard) => shard.scope(1) ?? []),
    item: (productId) => items.get(productId),
    items: () => items.values(),
    catalogSize: items.size,
    content: () => index,
    newest: (limit) => products.slice(0, limit),
    once<Value>(key: string, make: () => Value): Value {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as Value;
    },
  };
}

const state = shop();
const config = mergeTenantConfig(defaultTenantConfig, {
  excludePurchased: false,
  strategies: { frequently_bought_together: { minOrders: 1, minSupport: 1 } },
});
const limit = 50;
const questionOf = (strategy: string, only: readonly string[]): ResolvedQuestion => ({
  ...{ scope: 1, placementId: 'home', userId: 'u1', sessionId: null, productIds: ['p3'], exclude: [], limit },
  ...{ strategy, unknownStrategy: null, fill: false, rules: 'off', arm: null, holdout: null },
  filter: { or: [{ field: 'productId', in: [...only] }] },
});

/** Of these products, those that the strategy answers; and those that it would find if it were asked for all that it knows. */
function answered(strategy: Strategy, only: readonly string[]): { answered: number; known: number } {
  const question = questionOf(strategy.name, only);
  const { shopper, asked } = whoAsks(question, state, config);
  const settings = { ...strategy.defaults, minOrders: 1, minSupport: 1 };
  const candidates = [...strategy.candidates(state, { ...asked, wanted: 1e6 }, settings).candidates];
  const seen = new Set(strategy.seen === 'drop' ? shopper?.products : []);
  const may = candidates.filter(
    ({ productId }) => only.includes(productId) && !seen.has(productId) && productId !== 'p3',
  );
  const { items } = recommend(question, state, config, [strategy, ...strategies.filter((one) => one !== strategy)]);
  return {
    answered: items.filter((item) => item.strategy === strategy.name).length,
    known: Math.min(limit, may.length),
  };
}

const among = fc.uniqueArray(fc.constantFrom(...products), { minLength: 1, maxLength: 60 });

test('with a filter that few products pass, every strategy answers with as many of them as it knows', () => {
  const knew = new Set<string>();
  fc.assert(
    fc.property(among, (only) => {
      for (const strategy of strategies as readonly Strategy[]) {
        const { answered: got, known } = answered(strategy, only);
        if (known > 0) knew.add(strategy.name);
        assert.equal(got, known, strategy.name);
      }
    }),
    { seed: 7, numRuns: 12 },
  );
  assert.deepEqual([...knew].sort(), strategies.map(({ name }) => name).sort(), 'each has known some');
});

test('control: a strategy that ends with its first candidates is found', () => {
  const whole = strategyNamed('collaborative');
  const ending: Strategy = {
    ...whole,
    candidates(known, question, settings) {
      const { candidates, hasMore = false } = whole.candidates(known, question, settings);
      return { candidates, hasMore: question.wanted > 1e5 && hasMore };
    },
  };
  const only = products.slice(500, 560);
  const { answered: got, known } = answered(ending, only);
  assert.ok(got < known, `${got} of ${known}`);
});
