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

const nowMs = 4_000 * 3_600_000;
const partners = Array.from({ length: 90 }, (_, n) => `partner-${n}`);
const limit = 50;

/** Each partner was bought with the anchor, and seen with it, the first most often and last: in 4 orders up to 15, each of a shopper of its own. */
function shop(): Pick<ServingState, 'shards' | 'newest' | 'content'> {
  const shards = [createInteractionShard(), createInteractionShard()];
  let ids = 0;
  const happened = (
    userId: string,
    productId: string,
    type: 'product_viewed' | 'add_to_cart' | 'purchase',
    minutes: number,
  ) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(++ids, 12);
    const purchase = type === 'purchase' ? { orderId: userId, priceE4: 1n, quantity: 1, currency: null } : null;
    const timestampMs = nowMs - minutes * 60_000;
    shards[userId.length % 2]?.apply(
      plainEvent({ id, userId, productId, type, purchase, timestampMs, receivedAtMs: timestampMs }),
    );
  };
  let shopper = 0;
  for (const [n, partner] of partners.toReversed().entries())
    for (let times = 0; times < 4 + Math.floor(n / 8); times++) {
      const userId = `u${++shopper}`;
      for (const productId of ['anchor', partner]) {
        happened(userId, productId, 'product_viewed', 60);
        happened(userId, productId, 'purchase', 59);
      }
    }
  for (let n = 0; n < 5; n++) happened('asker', 'anchor', 'add_to_cart', 1);
  const index = createContentIndex(
    ['anchor', ...partners].map((productId) => plainItem({ productId, name: `thing ${productId}` })),
  );
  return {
    shards: shards.flatMap((shard) => shard.scope(1) ?? []),
    newest: (most) => partners.slice(0, most),
    content: () => index,
  };
}

const known = shop();
const config = mergeTenantConfig(defaultTenantConfig, { excludePurchased: false });

/** What the strategy itself answers for the anchor while only these are to be had. */
function answered(strategy: Strategy, available: readonly string[]): string[] {
  const isAvailable = new Set(available);
  const itemOf = (productId: string) =>
    plainItem({ productId, name: `thing ${productId}`, available: isAvailable.has(productId) });
  // The index hears of each change of the catalog.
  for (const productId of ['anchor', ...partners]) known.content().put(itemOf(productId));
  const state: ServingState = {
    ...known,
    nowMs,
    item: itemOf,
    items: () => ['anchor', ...partners].map(itemOf),
    catalogSize: partners.length + 1,
    once: (_key, make) => make(),
  };
  const question: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'page', userId: 'asker', sessionId: null, productIds: ['anchor'], exclude: [], limit },
    ...{ strategy: strategy.name, unknownStrategy: null, fill: false, rules: 'off', arm: null, holdout: null },
  };
  const { items } = recommend(question, state, config, [strategy, ...strategies.filter((one) => one !== strategy)]);
  const scores = items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  return items.flatMap(({ strategy: by, candidate }) => (by === strategy.name ? [candidate.productId] : []));
}

const byOthers = ['frequently_bought_together', 'session', 'collaborative', 'content_based', 'trending'] as const;

test('with the 70 most frequent of 90 partners sold out, each strategy answers the 20 that are left', () => {
  const left = partners.slice(70);
  for (const name of byOthers) assert.deepEqual(answered(strategyNamed(name), left).sort(), left, name);
});

test('whatever is left of the partners is answered, as many as are asked for', () => {
  fc.assert(
    fc.property(fc.subarray(partners, { minLength: 1 }), (left) => {
      for (const name of byOthers)
        assert.equal(answered(strategyNamed(name), left).length, Math.min(limit, left.length), name);
    }),
    { seed: 14, numRuns: 20 },
  );
});

test('control: a strategy that does not look beyond its nearest neighbours runs dry', () => {
  for (const name of ['frequently_bought_together', 'session', 'collaborative'] as const) {
    const whole = strategyNamed(name);
    const near: Strategy = {
      ...whole,
      candidates: (state, question, settings) => ({
        candidates: [...whole.candidates(state, { ...question, wanted: 400 }, settings).candidates],
      }),
    };
    assert.ok(answered(near, partners.slice(70)).length < 20, name);
  }
});

test('the reason of what stands behind the nearest neighbours is exact', () => {
  const [only] = known.shards;
  assert.ok(only !== undefined);
  for (const [name, counted] of [
    ['frequently_bought_together', 'orders'],
    ['session', 'visits'],
    ['collaborative', 'neighbours'],
  ] as const) {
    const { candidates } = strategyNamed(name).candidates(
      { ...known, nowMs, catalogSize: 91, once: (_key, make) => make() },
      {
        shopper: { events: 5, weight: 15, bought: () => [] },
        history: ['anchor'],
        visit: { products: ['anchor'], kept: null },
        productIds: ['anchor'],
        wanted: 480,
      },
      strategyNamed(name).defaults,
    );
    const rarest = [...candidates].find(({ productId }) => productId === 'partner-89');
    assert.equal(rarest?.evidence[counted], 4, name);
  }
});
