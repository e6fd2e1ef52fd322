import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { listOf, rule, stateOf } from '#testing/ruled-shelf.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { Filter, RuleThen } from '../rules/rule.ts';
import { rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Worth } from '../strategies/worth.ts';
import { explainAnswer } from './explain-answer.ts';
import { findShopper } from './find-shopper.ts';
import { markOf } from './product-mark.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';

const random = createRandom(4);
const products = Array.from({ length: 150 }, (_, n) => `p${n}`);
const shoppers = 40;
const shelf = products.map((productId, n) =>
  plainItem({
    ...{ productId, name: `Thing ${n % 40} ${n % 7}`, category: `Home > ${n % 5}`, priceE4: BigInt(n) * 10_000n },
    ...{ attributes: { brand: `brand ${n % 4}` }, available: n % 11 !== 0 },
  }),
);
const events = Array.from({ length: 1_500 }, (_, n) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n + 1, 12);
  const userId = `u${Math.floor(random.next() * shoppers)}`;
  const productId = products[Math.floor(random.next() ** 2 * products.length)] ?? 'p0';
  const isBought = n % 4 === 0;
  const purchase = isBought
    ? { orderId: `${userId} ${Math.floor(n / 300)}`, priceE4: 1n, quantity: 1, currency: null }
    : null;
  const type = isBought ? 'purchase' : 'product_viewed';
  return plainEvent({ id, userId, productId, type, purchase, timestampMs: 1_000 * n, receivedAtMs: 1_000 * n });
});
const index = createContentIndex(shelf);
const base = { ...stateOf(shelf, events), content: () => index };

const rules: readonly RuleThen[] = [
  { action: 'boost', filter: { field: 'attributes.brand', eq: 'brand 1' }, factor: 3 },
  { action: 'bury', filter: { field: 'price', gt: 60 }, factor: 4 },
  { action: 'exclude', filter: { field: 'category', under: 'Home > 2' } },
  { action: 'include', filter: { field: 'price', gt: 40 } },
  { action: 'limit', facet: 'category', max: 1 },
  { action: 'seen', mode: 'demote' },
  { action: 'purchased', mode: 'demote' },
  { action: 'diversity', facet: 'category', strength: 0.5 },
  { action: 'pin', productIds: ['p7'], position: 1 },
  { action: 'pin', productIds: ['p11', 'p12', 'p90'], position: 3, force: true },
  { action: 'boost', filter: { field: 'productId', in: products.slice(100, 140) }, factor: 9 },
  { action: 'match', facet: 'attributes.brand', mode: 'same' },
  { action: 'match', facet: 'category', mode: 'different' },
  { action: 'priceRange', min: 10, max: 120 },
  { action: 'priceRange', min: 50, max: 150, relativeTo: 'product' },
  { action: 'seen', mode: 'drop' },
  { action: 'purchased', mode: 'drop', afterDays: 1 },
  { action: 'fill', strategies: ['content_based', 'trending'] },
];
/** What a question may leave out or narrow by itself, beside all rules. */
const narrowed = fc.record(
  {
    filter: fc.constantFrom<Filter>({ field: 'category', in: ['Home > 1', 'Home > 3'] }, { field: 'price', lt: 90 }),
    exclude: fc.subarray(products.slice(0, 20)),
    shown: fc.subarray(products.slice(0, 60)).map((ids) => ids.map(markOf)),
    cart: fc
      .uniqueArray(fc.constantFrom(...products.slice(0, 30)), { maxLength: 3 })
      .map((ids) => ids.map((productId) => ({ productId, quantity: 2, price: null }))),
    like: fc.subarray(products.slice(0, 30), { maxLength: 2 }),
    unlike: fc.subarray(products.slice(30, 60), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const question = fc.record({
  rules: fc.subarray([...rules], { maxLength: 6 }),
  narrowed,
  drops: fc.boolean(),
  strategy: fc.constantFrom(...strategies.map(({ name }) => name)),
  user: fc.nat(shoppers),
  products: fc.uniqueArray(fc.constantFrom(...products), { maxLength: 3 }),
  limit: fc.constantFrom(1, 4, 8, 20),
  fill: fc.boolean(),
});

/** The same question, answered as it is, and with all candidates read, as `explain` does. `spoilt`: in place of the registry for the first. */
function bothWays(
  asked: typeof question extends fc.Arbitrary<infer Asked> ? Asked : never,
  first: readonly Strategy[] = strategies,
) {
  const { user, products: productIds, limit, fill, strategy, narrowed: narrowing, drops } = asked;
  const resolved: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'home', userId: `u${user}`, sessionId: null, productIds, exclude: [], limit, fill },
    ...{ strategy, unknownStrategy: null, rules: 'on', arm: null, holdout: null },
    ...narrowing,
  };
  const config = mergeTenantConfig(defaultTenantConfig, { excludePurchased: drops });
  const plan = compileRules(listOf(asked.rules.map((then) => rule(then))), undefined);
  const inForce = rulesInForce(
    plan,
    askingOf(resolved, base, () => findShopper(base.shards, resolved.userId)),
  );
  const whole = explainAnswer(resolved, base, config, strategies, inForce).served;
  return [recommend(resolved, base, config, first, inForce), whole].map((one) => JSON.parse(JSON.stringify(one)));
}

test('an answer whose candidates are read as far as it needs them is that of all candidates', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const [answer, whole] = bothWays(asked);
      assert.deepEqual(answer, whole);
    }),
    { seed: 7, numRuns: 150 },
  );
});

const plainly = { narrowed: {}, drops: false };

test('control: a strategy that goes on otherwise than it would have begun is found', () => {
  const spoilt = (strategies as readonly Strategy[]).map((one) => ({
    ...one,
    candidates: (...asked: Parameters<Strategy['candidates']>) => {
      const found = one.candidates(...asked);
      return { ...found, candidates: found.candidates, more: () => ({ candidates: [] }) };
    },
  }));
  const all = {
    ...plainly,
    user: 3,
    products: ['p1'],
    limit: 8 as const,
    fill: false,
    strategy: 'collaborative' as const,
  };
  const few = { ...all, rules: rules.slice(3, 5) };
  const [answer, whole] = bothWays(few, spoilt);
  assert.notDeepEqual(answer, whole);
  assert.deepEqual(...(bothWays(few) as [unknown, unknown]));
});

test('control: a strategy that leaves out by rules what rules let through is found', () => {
  const spoilt = (strategies as readonly Strategy[]).map((one) => ({
    ...one,
    candidates: (...asked: Parameters<Strategy['candidates']>) => {
      const found = one.candidates(...asked);
      const { byWorth } = found;
      if (byWorth === undefined) return found;
      return { ...found, byWorth: (worth: Worth) => [...byWorth(worth)].slice(1) };
    },
  }));
  const boosted = { ...plainly, user: 3, products: ['p1'], limit: 8 as const, fill: false, rules: rules.slice(0, 3) };
  const similar = { ...boosted, strategy: 'content_based' as const };
  const [answer, whole] = bothWays(similar, spoilt);
  assert.notDeepEqual(answer, whole);
  assert.deepEqual(...(bothWays(similar) as [unknown, unknown]));
});
