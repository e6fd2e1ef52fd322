import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maxRules, ruleListContracts } from '#schemas/http/rules.ts';
import { exampleOf } from '#schemas/openapi-schema.ts';
import { strategies } from '../strategies/index.ts';
import { operatorsOf } from './filter-fields.ts';
import { judgeRules } from './judge-rules.ts';
import type { JsonType, KnownAttributes } from './known-attributes.ts';

const known: KnownAttributes = new Map<string, Set<JsonType>>([
  ['margin', new Set<JsonType>(['number', 'null'])],
  ['brand', new Set<JsonType>(['string'])],
  ['tags', new Set<JsonType>(['array'])],
  ['size', new Set<JsonType>(['object'])],
  ['code', new Set<JsonType>(['string', 'number'])],
]);
const ruleOf = (then: unknown, rest: object = {}) => ({ id: 'r', name: 'R', then, ...rest });
const judge = (...rules: unknown[]) => judgeRules({ rules }, known);
const errorsOf = (body: unknown) => {
  const judged = judgeRules(body, known);
  return judged.isValid ? [] : judged.errors;
};
const pathsOf = (then: unknown, rest: object = {}) => errorsOf({ rules: [ruleOf(then, rest)] }).map(({ path }) => path);
const ofFilter = (filter: unknown) =>
  pathsOf({ action: 'exclude', filter }).map((path) => path.replace('/rules/0/then/filter', ''));
const nested = (depth: number): unknown => (depth === 1 ? { field: 'price', lt: 5 } : { not: nested(depth - 1) });

/** The filter that rules.md gives. */
const golden = {
  and: [
    { field: 'attributes.margin', gte: 0.2 },
    { field: 'category', under: 'Home > Kitchen' },
    { not: { field: 'productId', in: ['a', 'b'] } },
  ],
};

test('every action of the specification is taken, with the filter that it gives', () => {
  const actions = [
    { action: 'pin', productIds: ['a', 'b'], position: 0 },
    { action: 'pin', productIds: ['a'], position: 3, force: true },
    { action: 'include', filter: golden },
    { action: 'exclude', filter: golden },
    { action: 'boost', filter: golden, factor: 1 },
    { action: 'bury', filter: golden, factor: 10 },
    { action: 'match', facet: 'attributes.brand', mode: 'same' },
    { action: 'match', facet: 'category', mode: 'different' },
    { action: 'limit', facet: 'category', max: 2 },
    { action: 'priceRange', min: 10, max: 20 },
    { action: 'priceRange', max: 120, relativeTo: 'cart' },
    { action: 'diversity', strength: 0.3, facet: 'category' },
    { action: 'rotate', strength: 1, windowMinutes: 60 },
    { action: 'seen', mode: 'drop' },
    { action: 'purchased', mode: 'demote', afterDays: 30 },
    { action: 'strategy', strategy: 'trending' },
    { action: 'strategy', blend: ['trending', 'content_based'].map((strategy) => ({ strategy, weight: 1 })) },
    { action: 'fill', strategies: ['trending'] },
    { action: 'fill', strategies: [] },
  ];
  const judged = judge(...actions.map((then, n) => ({ id: `${n}`, name: 'R', then })));
  assert.ok(judged.isValid, JSON.stringify(judged));
  assert.deepEqual(judged.warnings, []);
  assert.deepEqual(judged.rules[2], { ...ruleOf(actions[2]), id: '2', enabled: true });
});

test('a rule holds at times and under conditions of the question', () => {
  const when = {
    context: { productId: { in: ['a'] }, category: { under: 'Home' }, filter: golden },
    user: { isNew: false, hasBought: { category: 'Home' } },
    cart: { total: { between: [0, 50] }, contains: ['a'] },
    params: [{ name: 'device', in: ['mobile', 1, true] }],
  };
  const then = { action: 'seen', mode: 'keep' };
  const span = { startsAt: '2026-11-27T00:00:00Z', endsAt: '2026-11-28T00:00:00+01:00' };
  assert.deepEqual(pathsOf(then, { when, ...span, enabled: false }), []);
  assert.deepEqual(pathsOf(then, { endsAt: span.startsAt, startsAt: span.endsAt }), ['/rules/0/endsAt']);
  assert.deepEqual(pathsOf(then, { startsAt: 'tomorrow' }), ['/rules/0/startsAt']);
  assert.deepEqual(pathsOf(then, { when: { cart: { total: { between: [2, 1] } } } }), [
    '/rules/0/when/cart/total/between',
  ]);
  assert.deepEqual(pathsOf(then, { when: { user: { isOld: true } } }), ['/rules/0/when/user/isOld']);
  const inWhen = { when: { context: { filter: { field: 'price', under: 'x' } } } };
  assert.deepEqual(pathsOf(then, inWhen), ['/rules/0/when/context/filter/under']);
});

test('what is wrong is told at its path, with what is wanted', () => {
  for (const [then, path] of [
    [{ action: 'explode' }, '/action'],
    [{}, '/action'],
    [{ action: '__proto__' }, '/action'],
    [7, ''],
    [{ action: 'boost', filter: golden }, '/factor'],
    [{ action: 'boost', filter: golden, factor: 11 }, '/factor'],
    [{ action: 'exclude' }, '/filter'],
    [{ action: 'pin', productIds: [], position: 0 }, '/productIds'],
    [{ action: 'pin', productIds: ['a'], position: -1 }, '/position'],
    [{ action: 'limit', facet: 'brand', max: 2 }, '/facet'],
    [{ action: 'priceRange' }, ''],
    [{ action: 'priceRange', min: 2, max: 1 }, '/max'],
    [{ action: 'strategy', strategy: 'magic' }, '/strategy'],
    [{ action: 'strategy' }, ''],
    [{ action: 'fill', strategies: ['trending', 'trending'] }, '/strategies'],
    [{ action: 'seen', mode: 'drop', afterDays: 3 }, '/afterDays'],
  ] as const)
    assert.deepEqual(pathsOf(then), [`/rules/0/then${path}`], JSON.stringify(then));
  const [error] = errorsOf({ rules: [ruleOf({ action: 'exclude', filter: { field: 'price', gt: 'a lot' } })] });
  assert.deepEqual(error, {
    path: '/rules/0/then/filter/gt',
    code: 'type',
    message: '`price` is a number: write one.',
  });
});

test('a filter takes the operators of its field and values of its type, and of the type that the catalog has', () => {
  for (const [filter, path] of [
    [{ field: 'colour', eq: 'red' }, '/field'],
    [{ field: 'attributes.', eq: 'red' }, '/field'],
    [{ field: 'price', contains: '1' }, '/contains'],
    [{ field: 'productId', under: 'Home' }, '/under'],
    [{ field: 'price', matches: '.*' }, '/matches'],
    [{ field: 'price' }, ''],
    [{ field: 'price', gt: 1, lt: 2 }, ''],
    [{ field: 'price', between: [2, 1] }, '/between'],
    [{ field: 'price', between: [1] }, '/between'],
    [{ field: 'price', between: ['a', 1] }, '/between/0'],
    [{ field: 'productId', in: [] }, '/in'],
    [{ field: 'productId', in: ['a', 1] }, '/in/1'],
    [{ field: 'createdAt', gt: 'yesterday' }, '/gt'],
    [{ field: 'createdAt', gt: 'P30D' }, '/gt'],
    [{ field: 'createdAt', gt: '-P1M' }, '/gt'],
    [{ field: 'createdAt', gt: '-P0D' }, '/gt'],
    [{ field: 'createdAt', gt: '-P99999D' }, '/gt'],
    [{ field: 'createdAt', between: ['-P1D', '-P2W'] }, '/between'],
    [{ field: 'createdAt', between: ['2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'] }, '/between'],
    [{ field: 'available', eq: 'yes' }, '/eq'],
    [{ field: 'category', exists: 1 }, '/exists'],
    [{ field: 'attributes.margin', eq: 'high' }, '/eq'],
    [{ field: 'attributes.brand', gt: 1 }, '/gt'],
    [{ field: 'attributes.brand', in: ['a', 1] }, '/in/1'],
    [{ field: 'attributes.size', eq: 1 }, '/eq'],
    [{ field: 'attributes.margin', contains: 1 }, '/contains'],
    [{ and: [] }, '/and'],
    [{ or: golden }, '/or'],
    [{ and: [golden], or: [golden] }, ''],
    [{ not: 'x' }, '/not'],
    [[], ''],
    [{}, ''],
  ] as const)
    assert.deepEqual(ofFilter(filter), [path], JSON.stringify(filter));
  for (const filter of [
    { field: 'attributes.tags', contains: 'new' },
    { field: 'attributes.code', in: ['a', 1] },
    { field: 'attributes.brand', contains: 'co' },
    { field: 'attributes.size', exists: true },
    { field: 'createdAt', between: ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'] },
    { field: 'createdAt', between: ['2026-01-01T00:00:00Z', '-PT12H'] },
    { field: 'createdAt', between: ['-P2W', '-P1D'] },
    { or: [golden, { field: 'currency', ne: 'EUR' }] },
  ])
    assert.deepEqual(ofFilter(filter), [], JSON.stringify(filter));
});

test('an attribute that no product has is a warning, and the rules are taken', () => {
  const judged = judge(
    ruleOf({ action: 'exclude', filter: { field: 'attributes.colour', eq: 'red' } }),
    { ...ruleOf({ action: 'limit', facet: 'attributes.maker', max: 1 }), id: 'other' },
    { ...ruleOf({ action: 'exclude', filter: { field: 'attributes.size.width', gt: 3 } }), id: 'inside an object' },
  );
  assert.ok(judged.isValid);
  assert.deepEqual(
    judged.warnings.map(({ path, code }) => [path, code]),
    [
      ['/rules/0/then/filter/field', 'unknown_attribute'],
      ['/rules/1/then/facet', 'unknown_attribute'],
    ],
  );
});

test('a filter has at most 50 nodes and is at most 5 deep, a placement at most 200 rules, each with its own id', () => {
  assert.deepEqual(ofFilter(nested(5)), []);
  assert.deepEqual(ofFilter(nested(6)), ['/not/not/not/not/not']);
  const wide = (conditions: number) => ({ or: new Array(conditions).fill({ field: 'price', lt: 5 }) });
  assert.deepEqual(ofFilter(wide(49)), []);
  assert.deepEqual(ofFilter(wide(50)), ['']);
  assert.deepEqual(ofFilter(wide(100_000)), ['']);
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...ruleOf({ action: 'seen', mode: 'keep' }), id: `${n}` }));
  assert.equal(judge(...many(maxRules)).isValid, true);
  assert.deepEqual(
    errorsOf({ rules: many(maxRules + 1) }).map(({ path }) => path),
    ['/rules'],
  );
  const [first = {}] = many(1);
  assert.deepEqual(
    errorsOf({ rules: [first, first] }).map(({ path }) => path),
    ['/rules/1/id'],
  );
  assert.deepEqual(
    errorsOf({ rules: [{ ...first, name: 'U+0000 \0' }] }).map(({ code }) => code),
    ['unstorable_text'],
  );
});

test('the examples of the document are valid', () => {
  const { PutRulesBody } = ruleListContracts(strategies);
  assert.deepEqual(errorsOf(exampleOf(PutRulesBody)), []);
});

/** What a pointer leads to, whether it is there, and whether it could be: a field to add of an object that is there. */
function leadsSomewhere(body: unknown, path: string): boolean {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = body;
  for (const [index, step] of steps.entries()) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, step)) return index === steps.length - 1 && !Array.isArray(value);
    value = (value as Record<string, unknown>)[step];
  }
  return true;
}

const words = [
  ...Object.values(operatorsOf).flat(),
  'field',
  'and',
  'or',
  'not',
  'action',
  'filter',
  'factor',
  'facet',
];
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    'attributes.margin',
    'attributes.x',
    'price',
    'exclude',
    'boost',
    Number.POSITIVE_INFINITY,
    '\0',
    '',
  ),
);
const { filter: anyFilter } = fc.letrec<{ filter: unknown }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 6 },
    odd,
    fc.dictionary(fc.constantFrom(...words), fc.oneof(odd, tie('filter')), { maxKeys: 3 }),
    fc.array(tie('filter'), { maxLength: 4 }),
  ),
}));
const anyRule = fc.oneof(
  odd,
  fc.record(
    {
      id: fc.oneof(fc.constantFrom('a', 'b'), odd),
      name: fc.oneof(fc.constant('R'), odd),
      startsAt: odd,
      when: fc.oneof(odd, fc.record({ context: fc.oneof(odd, fc.record({ filter: anyFilter })) })),
      // biome-ignore lint/suspicious/noThenProperty: the word of the specification
      then: fc.oneof(
        odd,
        fc.record(
          {
            action: fc.constantFrom('exclude', 'boost', 'pin', 'limit', 'strategy', 'priceRange', 'nothing'),
            filter: anyFilter,
            factor: odd,
            facet: odd,
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  ),
);

test('no JSON makes it throw, and each error and warning is at a path of what was sent', () => {
  fc.assert(
    fc.property(fc.oneof(odd, fc.record({ rules: fc.oneof(odd, fc.array(anyRule, { maxLength: 5 })) })), (body) => {
      const judged = judgeRules(body, known);
      const found = judged.isValid ? judged.warnings : judged.errors;
      assert.ok(judged.isValid || found.length > 0);
      for (const { path, message } of found) {
        assert.ok(leadsSomewhere(body, path), `${path} of ${JSON.stringify(body)}`);
        assert.ok(message.length > 0);
      }
    }),
    { seed: 20261129, numRuns: 3_000 },
  );
});

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' });
const named = text.filter((name) => /\S/.test(name));
const price = fc.double({ min: 0, max: 1e6, noNaN: true });
const validCondition = fc.oneof(
  fc.record({ field: fc.constantFrom('name', 'productId', 'category', 'attributes.brand'), eq: text }),
  fc.record({ field: fc.constantFrom('category', 'currency'), in: fc.array(text, { minLength: 1, maxLength: 5 }) }),
  fc.record({ field: fc.constantFrom('price', 'attributes.margin'), gte: price }),
  fc.tuple(price, price).map(([a, b]) => ({ field: 'price', between: [Math.min(a, b), Math.max(a, b)] })),
  fc.record({ field: fc.constant('available'), ne: fc.boolean() }),
  fc.record({ field: fc.constant('attributes.tags'), contains: fc.oneof(text, price, fc.boolean()) }),
);
const { filter: validFilter } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    validCondition,
    fc.record({ not: tie('filter') }),
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
  ),
}));
const validThen = fc.oneof(
  fc.record({ action: fc.constantFrom('include', 'exclude'), filter: validFilter }),
  fc.record({
    action: fc.constantFrom('boost', 'bury'),
    filter: validFilter,
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  }),
  fc.record({
    action: fc.constant('limit'),
    facet: fc.constant('attributes.brand'),
    max: fc.integer({ min: 1, max: 50 }),
  }),
);

test('rules that keep to the rules are taken as they are, and taken again they are the same', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(text, named, validThen), { maxLength: 10, selector: ([id]) => id }),
      (parts) => {
        const rules = parts.map(([id, name, then]) => ({ id, name, then }));
        const judged = judge(...rules);
        assert.ok(judged.isValid, JSON.stringify(judged));
        assert.deepEqual(judged.warnings, []);
        assert.deepEqual(
          judged.rules,
          rules.map((rule) => ({ ...rule, enabled: true })),
        );
        assert.deepEqual(judge(...judged.rules), judged);
      },
    ),
    { seed: 20261129, numRuns: 1_000 },
  );
});

test('a rule whose name is white space alone is refused at its name', () => {
  const then = { action: 'seen', mode: 'drop' };
  assert.deepEqual(pathsOf(then, { name: ' \u00a0' }), ['/rules/0/name']);
  assert.deepEqual(pathsOf(then, { name: ' R ' }), [], 'control');
});
