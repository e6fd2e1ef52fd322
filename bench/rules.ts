/**
 * `node bench/rules.ts [--before DIR]`: what 20 rules add to an answer that chooses 8 of 60 candidates: the same question with and without
 * them, in turns, least of many rounds. With `--before` the code of another checkout (DIR, with its node_modules) is measured in the same run.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import type { Rule } from '#domain/rules/rule.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { defineStrategy } from '#domain/strategies/strategy.ts';
import { plainItem } from '#testing/plain.ts';
import { ruledAttributes, twentyRules } from './support/twenty-rules.ts';

const { values } = parseArgs({ options: { before: { type: 'string' } } });
const candidatesAsked = 60;
const rounds = 40;
const questionsOfRound = 2_000;
/** So many shelves of 60 products are asked in turn, so that not one answer's products alone are in the caches of the processor. */
const shelves = 20;

const items = Array.from(
  { length: candidatesAsked * shelves },
  (_, n): CatalogItem =>
    plainItem({
      productId: `product-${n}`,
      name: `Product ${n} of ${n % 7 === 0 ? 'enamel' : 'oak'}`,
      category: `Home > ${n % 6} > ${n % 12}`,
      priceE4: BigInt(((n * 37) % 200) + 1) * 10_000n,
      attributes: ruledAttributes(n),
    }),
);
const byId = new Map(items.map((item) => [item.productId, item]));
let shelf = 0;
const sixty = defineStrategy({
  name: 'sixty',
  settings: {},
  defaults: {},
  seen: 'keep',
  chain: [],
  candidates: () => ({
    candidates: items
      .slice(shelf * candidatesAsked, (shelf + 1) * candidatesAsked)
      .map(({ productId }, place) => ({ productId, score: candidatesAsked - place, evidence: { kind: 'place' } })),
  }),
  reason: () => ({ key: 'newest', params: {} }),
});
const state: ServingState = {
  nowMs: Date.UTC(2026, 5, 1),
  shards: [],
  item: (productId) => byId.get(productId),
  items: () => items,
  catalogSize: items.length,
  newest: () => [],
  content: () => createContentIndex(),
  once: (_key, make) => make(),
};
const question: ResolvedQuestion = {
  ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: ['product-5'], exclude: [], limit: 8 },
  ...{ strategy: 'sixty', unknownStrategy: null, fill: false, rules: 'on', arm: null, holdout: null },
};

const rules = twentyRules((n) => `product-${n}`).map((then, n): Rule => ({ id: `rule-${n}`, name: 'A rule', then }));
const list = { listId: 'l', tenantId: 't', placementId: 'home', version: 1, rules, updatedAt: new Date(0) };

/** How one checkout answers, with rules and without. */
async function answererOf(root: string) {
  const load = (path: string) => import(new URL(`domain/${path}.ts`, root).href);
  const { compileRules } = (await load('rules/compile-rules')) as typeof import('#domain/rules/compile-rules.ts');
  const { askingOf } = (await load('rules/asking')) as typeof import('#domain/rules/asking.ts');
  const { rulesInForce } = (await load('rules/rules-in-force')) as typeof import('#domain/rules/rules-in-force.ts');
  const { recommend } = (await load('serving/recommend')) as typeof import('#domain/serving/recommend.ts');
  const plan = compileRules(list, undefined);
  return {
    plain: () => recommend(question, state, defaultTenantConfig, [sixty]),
    ruled() {
      const inForce = rulesInForce(
        plan,
        askingOf(question, state, () => undefined),
      );
      return recommend(question, state, defaultTenantConfig, [sixty], inForce);
    },
  };
}

const here = await answererOf(new URL('..', import.meta.url).href);
const before = values.before === undefined ? null : await answererOf(pathToFileURL(`${values.before}/`).href);
const timed: [string, () => unknown][] = [
  ['without rules', here.plain],
  ['with 20 rules', here.ruled],
  ...(before === null
    ? []
    : ([
        ['before, without', before.plain],
        ['before, with 20', before.ruled],
      ] as [string, () => unknown][])),
];
const least = new Map(timed.map(([name]) => [name, Number.POSITIVE_INFINITY]));
for (let round = 0; round < rounds; round++)
  for (const [name, work] of timed) {
    const startedAt = performance.now();
    for (let n = 0; n < questionsOfRound; n++) {
      shelf = n % shelves;
      work();
    }
    const micros = ((performance.now() - startedAt) * 1_000) / questionsOfRound;
    least.set(name, Math.min(least.get(name) ?? micros, micros));
  }
const of = (name: string) => least.get(name) ?? 0;
for (const [name] of timed) console.log(`${name}: ${of(name).toFixed(1)} µs`);
console.log(`20 rules add ${(of('with 20 rules') - of('without rules')).toFixed(1)} µs`);
if (before !== null) {
  const [now, then] = [here, before].map(({ ruled }) => {
    shelf = 3;
    return JSON.stringify((ruled() as { items: unknown }).items);
  });
  console.log(
    `before they added ${(of('before, with 20') - of('before, without')).toFixed(1)} µs; the same answer: ${now === then}`,
  );
}
