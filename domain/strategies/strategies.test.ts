import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { questionContracts } from '#schemas/http/recommendations.ts';
import { tenantContracts } from '#schemas/http/tenants.ts';
import { openApiDocument, type RouteContract } from '#schemas/openapi.ts';
import { plainItem } from '#testing/plain.ts';
import { mergeTenantConfig, tenantDefaults } from '../access/default-tenant-config.ts';
import { present } from '../serving/present.ts';
import { recommend } from '../serving/recommend.ts';
import { placementOf, resolveQuestion } from '../serving/resolve-question.ts';
import type { ServingState } from '../serving/serving-state.ts';
import { createContentIndex } from './content-based/content-index.ts';
import { lastResort, strategies } from './index.ts';
import { defineStrategy } from './strategy.ts';

/** What a folder of its own would hold. */
const alphabetical = defineStrategy({
  name: 'alphabetical',
  settings: { letters: Type.Integer({ minimum: 1, description: 'Letters of the alphabet that take part.' }) },
  defaults: { letters: 2 },
  seen: 'keep',
  chain: ['trending'],
  candidates: (_state, _question, { letters }) => ({
    candidates: ['a', 'b', 'c'].slice(0, letters).map((productId, place) => ({
      productId,
      score: 1 / (place + 1),
      evidence: { kind: 'letter', place },
    })),
  }),
  reason: ({ place }: { kind: string; place: number }, _nameOf) => ({
    key: 'trending_ever',
    params: { interactions: place + 1 },
  }),
});
/** And the line in the list. */
const registry = [...strategies, alphabetical];

const catalog = new Map(['a', 'b', 'c'].map((productId) => [productId, plainItem({ productId })]));
const state: ServingState = {
  nowMs: 0,
  shards: [],
  catalogSize: catalog.size,
  item: (productId) => catalog.get(productId),
  items: () => catalog.values(),
  newest: () => [...catalog.keys()],
  content: () => createContentIndex(),
  once: (_key, make) => make(),
};
function ask(config: ReturnType<typeof tenantDefaults>) {
  const placement = placementOf({ tenantId: 't', config }, { version: '1' }, () => 0);
  const asked = { scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: [], exclude: [] };
  const question = resolveQuestion(
    { ...asked, limit: 3, strategy: 'alphabetical', fill: true, rules: 'on' },
    placement,
    registry,
  );
  const served = recommend(question, state, config, registry);
  return { served, products: present(served, state.item, false, registry) };
}

test('a strategy that is a value and a line serves, with its settings, reason and fill', () => {
  const defaults = tenantDefaults(registry);
  const { served, products } = ask(defaults);
  assert.deepEqual([served.strategy, served.isFallback], ['alphabetical', false]);
  assert.deepEqual(
    products.map(({ productId, reason }) => [productId, reason]),
    [
      ['a', '1 interaction so far'],
      ['b', '2 interactions so far'],
      ['c', 'New in the shop'],
    ],
  );
  const change = { strategies: { trending: {}, alphabetical: { letters: 3 } } };
  assert.equal(ask(mergeTenantConfig(defaults, change)).products.length, 3);
});

test('it is part of a configuration and of what can be asked, and of no other', () => {
  const change = { strategies: { alphabetical: { letters: 3 } } };
  const query = { strategy: 'alphabetical' };
  const isTaken = (among: typeof registry) => [
    Compile(tenantContracts(among).TenantConfigChange).Check(change),
    Compile(tenantContracts(among).TenantConfigChange).Check({ defaultStrategy: 'alphabetical' }),
    Compile(questionContracts(among).RecommendationsQuery).Check(query),
  ];
  assert.deepEqual(isTaken(registry), [true, true, true]);
  assert.deepEqual(isTaken([...strategies] as typeof registry), [false, false, false], 'control');
  const unknown = { strategies: { alphabetical: { letters: 0 } } };
  assert.equal(Compile(tenantContracts(registry).TenantConfigChange).Check(unknown), false);
});

test('it is in the OpenAPI document: among the strategies to ask for, and in the configuration', () => {
  const route = (path: string, rest: Partial<RouteContract>): RouteContract => ({
    method: 'POST',
    path,
    auth: 'admin',
    limit: 'none',
    summary: 'What it does.',
    tag: 'Tests',
    answers: {},
    ...rest,
  });
  const { UpdateTenantBody, TenantView } = tenantContracts(registry);
  const { RecommendationsQuery } = questionContracts(registry);
  const document = openApiDocument([
    route('/tenants', { body: UpdateTenantBody, answers: { 200: TenantView } }),
    route('/recommendations', { query: RecommendationsQuery }),
  ]);
  const text = JSON.stringify(document);
  const names = registry.map(({ name }) => name);
  assert.ok(text.includes(`"enum":${JSON.stringify(names)}`));
  assert.ok(text.includes('Letters of the alphabet that take part.'));
  assert.ok(text.includes('#/components/schemas/TenantConfig'));
});

test('chains name strategies of the list, and defaults keep their contracts', () => {
  const names = new Set<string>(strategies.map(({ name }) => name));
  assert.equal(names.size, strategies.length);
  assert.ok(!names.has(lastResort.name));
  for (const { name, chain, settings, defaults } of strategies) {
    for (const other of chain) assert.ok(names.has(other) && other !== name, `${name}: ${other}`);
    assert.ok(Compile(Type.Object(settings)).Check(defaults), name);
  }
});
