import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import { listOf, rule, stateOf } from '#testing/ruled-shelf.ts';
import type { CatalogItem } from '../catalog-item.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { RuleThen } from '../rules/rule.ts';
import { rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { createFilters } from './filter-candidates.ts';
import { findAdmitted } from './find-admitted.ts';
import { markOf } from './product-mark.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import { worthOf } from './worth-of.ts';

const productsOf = (count: number): CatalogItem[] =>
  Array.from({ length: count }, (_, n) =>
    plainItem({
      ...{ productId: `p${n}`, category: `Home > ${n % 5}`, priceE4: BigInt(1 + (n % 90)) * 10_000n },
      ...{ available: n % 7 !== 0, attributes: { tags: [`t${n % 3}`, `t${n % 4}`] } },
    }),
  );
const shelf = productsOf(700);
const index = createContentIndex(shelf);
const nothingYet = createContentIndex();
const state = { ...stateOf(shelf, []), content: () => index };

/** The ids that a question under these rules may be answered with, by the index and by asking for each product; null where they are many. */
function bothWays(thens: readonly RuleThen[], change: Partial<ResolvedQuestion> = {}, most = 700) {
  const question: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: ['p8'], exclude: [], limit: 4 },
    ...{ strategy: 'trending', unknownStrategy: null, fill: true, rules: 'on', arm: null, holdout: null },
    ...change,
  };
  const asking = askingOf(question, state, () => undefined);
  const rules = rulesInForce(compileRules(listOf(thens.map((then) => rule(then))), undefined), asking);
  const filters = createFilters(question, undefined, state, false, rules, {
    ...{ unliked: new Map(), rotated: new Map(), isTraced: false },
  });
  const find = (content: typeof index) =>
    findAdmitted({ ...state, content: () => content }, worthOf(rules, state, filters), filters.mayAnswer, most);
  return [index, nothingYet].map((content) => {
    const found = find(content);
    return found === undefined ? null : [...found].sort();
  });
}

test('the index knows of each product what asking for it says, whatever rules and question leave out', () => {
  const kitchen: RuleThen = { action: 'include', filter: { field: 'category', under: 'Home > 1' } };
  let seen = new Set<number>();
  for (const [thens, change] of [
    [[]],
    [[kitchen]],
    [
      [
        { action: 'exclude', filter: { field: 'price', lt: 40 } },
        { action: 'bury', filter: { field: 'price', lt: 60 }, factor: 9 },
      ],
    ],
    [[{ action: 'match', facet: 'category', mode: 'different' }]],
    [[{ action: 'match', facet: 'attributes.tags', mode: 'same' }]],
    [[{ action: 'priceRange', min: 50, max: 150, relativeTo: 'product' }, kitchen]],
    [
      [{ action: 'priceRange', max: 50, relativeTo: 'cart' }],
      { cart: [{ productId: 'p9', quantity: 3, price: null }] },
    ],
    [[kitchen], { exclude: ['p1', 'p11', 'of no catalog'] }],
    [[kitchen], { filter: { field: 'price', gt: 44 } }],
    [[kitchen], { shown: ['p6', 'p16', 'p26'].map(markOf) }],
  ] as [RuleThen[], Partial<ResolvedQuestion>?][]) {
    const [byIndex, byAsking] = bothWays(thens, change);
    assert.deepEqual(byIndex, byAsking, JSON.stringify([thens, change]));
    seen = seen.add(byIndex?.length ?? 0);
  }
  assert.equal(seen.size, 10, 'control: each leaves others');
});

test('more than are asked for are many, and so is a catalog too large to look through', () => {
  const [some] = bothWays([]);
  const count = some?.length ?? 0;
  assert.deepEqual(
    [count, count - 1].map((most) => bothWays([], {}, most).map((found) => found?.length)),
    [
      [count, count],
      [undefined, undefined],
    ],
  );
  const none = () => false;
  const worth = { of: {}, factorOf: () => 0 };
  const large = { content: () => nothingYet, items: () => shelf };
  assert.equal(findAdmitted({ ...large, catalogSize: 16_385 }, worth, none, 9), undefined);
  assert.equal(findAdmitted({ ...large, catalogSize: 16_384 }, worth, none, 9)?.size, 0, 'control');
  const known = { ...nothingYet, size: 524_289, worthy: () => new Set('a') };
  const indexed = { content: () => known, items: () => [] };
  assert.equal(findAdmitted({ ...indexed, catalogSize: 524_289 }, worth, none, 9), undefined);
});

test('a question looks at 16,384 products of a larger catalog at the most, and the next goes on where it ended', () => {
  const many = productsOf(20_000);
  const whole = createContentIndex(many);
  let looked = 0;
  const worth = {
    of: {},
    factorOf(productId: string) {
      looked += 1;
      return productId === 'p19999' ? 1 : 0;
    },
  };
  const ask = () => {
    looked = 0;
    const asked = { content: () => whole, catalogSize: many.length, items: () => many };
    const found = findAdmitted(asked, worth, () => false, 9);
    return [found === undefined ? null : [...found], looked];
  };
  const chunk = 512;
  assert.deepEqual(ask(), [null, 16_384 + chunk]);
  assert.deepEqual(ask(), [['p19999'], 20_000 - 16_384 - chunk]);
  assert.deepEqual(ask(), [['p19999'], 0], 'control: all is known then');
});
