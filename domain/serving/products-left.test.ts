import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import { happened, listOf, nowMs, only, rule, stateOf } from '#testing/ruled-shelf.ts';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { Filter } from '../rules/rule.ts';
import { rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { createProductsLeft } from './products-left.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';

const products = (count: number) =>
  Array.from({ length: count }, (_, n) => plainItem({ productId: `p${n}`, name: `Blue mug ${n}` }));

test('of few products that a question admits it is known when all are proposed, and when all are taken', () => {
  const taken = new Set<string>();
  const left = createProductsLeft(
    () => new Set(['p7', 'p900']),
    (productId) => taken.has(productId),
  );
  assert.deepEqual([left.propose('p1'), left.areProposed()], [true, false], 'nothing is known before it is counted');
  left.count();
  assert.deepEqual(
    [left.areFew(), left.propose('p1'), left.propose('p7'), left.areProposed()],
    [true, false, true, false],
  );
  assert.ok(left.propose('p900') && left.areProposed() && !left.areTaken());
  left.begin();
  assert.ok(!left.areProposed(), 'by the strategy before');
  taken.add('p7').add('p900');
  assert.ok(left.areProposed() && left.areTaken());
});

test('where it is not known what is left nothing is known, and it is looked for once', () => {
  const looked: number[] = [];
  const left = createProductsLeft(
    (most) => void looked.push(most),
    () => true,
  );
  left.count();
  left.count();
  assert.deepEqual([left.areFew(), left.areTaken(), left.propose('p1')], [false, false, true]);
  assert.deepEqual(looked, [128]);
});

test('who reads candidates is told when the last of few that are left was read, each time anew', () => {
  const left = createProductsLeft(
    () => new Set(['p1', 'p2', 'p3']),
    (productId) => productId === 'p3',
  );
  const readAll = () => {
    const isLast = left.beginReading();
    return ['p2', 'p8', 'p2', 'p1', 'p1'].map((productId) => isLast(productId));
  };
  assert.deepEqual(readAll(), [false, false, false, false, false], 'control: it is not known yet');
  left.count();
  const expected = [false, false, false, true, false];
  assert.deepEqual([readAll(), readAll()], [expected, expected]);
});

const shelf = products(5_000);
const index = createContentIndex(shelf);
const state = {
  ...stateOf(
    shelf,
    shelf.slice(0, 900).map(({ productId }, n) => happened('product_viewed', `v${n % 90}`, productId)),
  ),
  content: () => index,
};
/** Asks for products among these. `wanted`: how many candidates were asked for in all. */
function ask(filter: Filter, strategy = 'content_based') {
  let wanted = 0;
  const counting = (strategies as readonly Strategy[]).map((one) => ({
    ...one,
    candidates(...asked: Parameters<Strategy['candidates']>) {
      wanted += asked[1].wanted;
      return one.candidates(...asked);
    },
  }));
  const question: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: ['p1'], exclude: [], limit: 4 },
    ...{ strategy, unknownStrategy: null, fill: true, rules: 'on', arm: null, holdout: null },
  };
  const asking = askingOf(question, { ...state, nowMs }, () => undefined);
  const rules = rulesInForce(compileRules(listOf([rule({ action: 'include', filter })]), undefined), asking);
  const { items, hasMore } = recommend(question, state, defaultTenantConfig, counting, rules);
  return { ids: items.map(({ candidate }) => candidate.productId), hasMore, wanted };
}

test('where nothing is admitted no strategy is asked for more, nor another one; control: with too many to know it', () => {
  assert.deepEqual(ask(only('gone')), { ids: [], hasMore: false, wanted: 60 });
  const many = { and: [only(...shelf.slice(4_700).map(({ productId }) => productId))] };
  assert.ok(ask(many).wanted > 1_000);
});

test('few that are left are answered wherever they stand in the catalog, and no page is told to follow', () => {
  assert.deepEqual(ask(only('p4990')).ids, ['p4990']);
  const last = ask(only('p4991', 'p4999'), 'trending');
  assert.deepEqual([last.ids, last.hasMore], [['p4991', 'p4999'], false]);
});
