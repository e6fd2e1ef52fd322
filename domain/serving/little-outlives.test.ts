import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOutliving } from '#testing/bytes-outliving.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { listOf, rule, stateOf } from '#testing/ruled-shelf.ts';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import { rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { findShopper } from './find-shopper.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';

const random = createRandom(9);
const shelf = Array.from({ length: 300 }, (_, n) =>
  plainItem({ productId: `p${n}`, name: `Thing ${n % 40}`, category: `Home > ${n % 5}`, priceE4: BigInt(n) * 10_000n }),
);
const shoppers = 50;
const events = Array.from({ length: 2_000 }, (_, n) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n + 1, 12);
  const userId = `u${Math.floor(random.next() * shoppers)}`;
  const purchase = n % 3 === 0 ? { orderId: userId, priceE4: 1n, quantity: 1, currency: null } : null;
  const productId = `p${Math.floor(random.next() ** 2 * shelf.length)}`;
  const type = purchase === null ? 'product_viewed' : 'purchase';
  return plainEvent({ id, userId, productId, type, purchase, timestampMs: 1_000 * n, receivedAtMs: 1_000 * n });
});
const index = createContentIndex(shelf);
const state = { ...stateOf(shelf, events), content: () => index };
const plan = compileRules(
  listOf([
    rule({ action: 'match', facet: 'category', mode: 'different' }),
    rule({ action: 'priceRange', min: 0.1, max: 20, relativeTo: 'product' }),
    rule({ action: 'boost', filter: { field: 'price', lt: 60 }, factor: 3 }),
    rule({ action: 'limit', facet: 'category', max: 2 }),
  ]),
  undefined,
);

/** What an answer of a strategy that fills up may leave behind: of tens of kilobytes that a question makes. */
const mostBytes = 6_000;

/** Bytes that outlive each answer, by all strategies in turn. */
function outlivingAnswers(registry: readonly Strategy[]): number {
  let answered = 0;
  const bytes = bytesOutliving(600, (n) => {
    const question: ResolvedQuestion = {
      ...{
        scope: 1,
        placementId: 'home',
        userId: `u${n % shoppers}`,
        sessionId: null,
        exclude: [],
        limit: 8,
        fill: true,
      },
      ...{ unknownStrategy: null, rules: 'on', arm: null, holdout: null, productIds: [`p${n % 97}`] },
      strategy: strategies[n % strategies.length]?.name ?? assert.fail(),
    };
    const asking = askingOf(question, state, () => findShopper(state.shards, question.userId));
    const { items } = recommend(question, state, defaultTenantConfig, registry, rulesInForce(plan, asking));
    answered += items.length;
  });
  assert.ok(answered > 1_000, `${answered} products are answered`);
  return bytes;
}

test('hardly anything of a question outlives its answer', () => {
  const bytes = outlivingAnswers(strategies);
  assert.ok(bytes < mostBytes, `${bytes} bytes of each question outlive it`);
});

test('control: one generator that is made inside of each question is found', () => {
  const spoilt = (strategies as readonly Strategy[]).map((one) => ({
    ...one,
    candidates: (...asked: Parameters<Strategy['candidates']>) => {
      const found = one.candidates(...asked);
      function* inside() {
        yield* found.candidates;
      }
      return { ...found, candidates: inside() };
    },
  }));
  const bytes = outlivingAnswers(spoilt);
  assert.ok(bytes > 2 * mostBytes, `${bytes} bytes of each question outlive it`);
});
