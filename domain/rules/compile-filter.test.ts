import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainItem } from '#testing/plain.ts';
import type { CatalogItem } from '../catalog-item.ts';
import { compileFilter, countsAges } from './compile-filter.ts';
import type { Filter, FilterCondition } from './rule.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 10, 29, 12, 30);
const passes = (filter: Filter, change: Partial<CatalogItem>): boolean =>
  compileFilter(filter)(plainItem(change), nowMs);

/** The meaning, word for word and without haste: the path, then the operator. */
function naive(filter: Filter, item: CatalogItem): boolean {
  if ('and' in filter) return filter.and.every((one) => naive(one, item));
  if ('or' in filter) return filter.or.some((one) => naive(one, item));
  if ('not' in filter) return !naive(filter.not, item);
  const value = naiveValue(filter.field, item);
  const isThere = value !== undefined && value !== null;
  if (filter.exists !== undefined) return filter.exists === isThere;
  if (filter.ne !== undefined) return !naive({ field: filter.field, eq: filter.ne }, item);
  if (!isThere) return false;
  return (Array.isArray(value) ? value : [value]).some((one) => naiveFit(filter, one));
}

function naiveFit({ eq, in: among, gt, gte, lt, lte, between, under, contains }: FilterCondition, value: unknown) {
  const isAbove = (low: unknown): boolean => typeof value === 'number' && typeof low === 'number' && value > low;
  const isBelow = (high: unknown) => typeof value === 'number' && typeof high === 'number' && value < high;
  const asList = (one: unknown): unknown[] => (one === undefined ? [] : [one]);
  return (
    asList(eq).includes(value) ||
    (among as unknown[] | undefined)?.includes(value) === true ||
    isAbove(gt) ||
    isBelow(lt) ||
    (gte !== undefined && (isAbove(gte) || value === gte)) ||
    (lte !== undefined && (isBelow(lte) || value === lte)) ||
    (between !== undefined && value === between[0]) ||
    (between !== undefined && value === between[1]) ||
    (between !== undefined && isAbove(between[0]) && isBelow(between[1])) ||
    (under !== undefined && `${value} > `.startsWith(`${under} > `)) ||
    (contains !== undefined && (value === contains || [value, contains].every((one) => typeof one === 'string'))
      ? value === contains || String(value).split(String(contains)).length > 1
      : false)
  );
}

function naiveValue(field: string, item: CatalogItem): unknown {
  if (field === 'price') return Number(item.priceE4) / 10_000;
  const [, name] = /^attributes\.(.*)$/.exec(field) ?? [];
  if (name === undefined) return Object.entries(item).find(([key]) => key === field)?.[1];
  const { attributes } = item;
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const [outer = '', inner = ''] = name.split('.');
  return Object(Object.entries(attributes).find(([key]) => key === outer)?.[1])[inner];
}

const word = fc.constantFrom('a', 'b', 'ab', 'Home', 'Home > Kitchen', 'Home > Kitchenette');
const amount = fc.constantFrom(0, 1, 2.5, 10);
const scalar = fc.oneof(word, amount, fc.boolean());
const items = fc.record({
  category: word,
  name: word,
  currency: fc.option(word),
  priceE4: fc.constantFrom(0n, 10_000n, 25_000n, 100_000n),
  attributes: fc.dictionary(
    fc.constantFrom('x', 'y', 'x.w'),
    fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 3 }), fc.record({ w: scalar })),
  ),
});
const field = fc.constantFrom('attributes.x', 'attributes.y', 'attributes.x.w', 'attributes.none');
const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ field: fc.oneof(field, fc.constantFrom('name', 'category', 'currency')), eq: word }),
  fc.record({ field, ne: scalar }),
  fc.record({ field, exists: fc.boolean() }),
  fc.record({ field, contains: scalar }),
  fc.record({ field: fc.oneof(field, fc.constant('category')), in: fc.array(word, { minLength: 1 }) }),
  fc.record({ field: fc.constant('category'), under: word }),
  ...(['gt', 'gte', 'lt', 'lte'] as const).map((operator) =>
    fc.tuple(fc.oneof(field, fc.constant('price')), amount).map(([of, a]): Filter => ({ field: of, [operator]: a })),
  ),
  fc
    .tuple(fc.oneof(field, fc.constant('price')), amount, amount)
    .map(([of, a, b]): Filter => ({ field: of, between: [Math.min(a, b), Math.max(a, b)] })),
);
const { filter: anyFilter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    condition,
    fc.record({ not: tie('filter') }),
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
  ),
}));

test('a compiled filter lets through what a naive reading of it does', () => {
  const answers = new Set<boolean>();
  fc.assert(
    fc.property(anyFilter, items, (filter, change) => {
      const expected = naive(filter, plainItem(change));
      answers.add(expected);
      assert.equal(passes(filter, change), expected);
    }),
    { seed: 20261129, numRuns: 5_000 },
  );
  assert.equal(answers.size, 2, 'control: both answers come');
});

test('a dot leads into an object, unless the attribute itself is named so; inherited names are none', () => {
  const filter = { field: 'attributes.size.width', gte: 3 };
  assert.equal(passes(filter, { attributes: { size: { width: 3 } } }), true);
  assert.equal(passes(filter, { attributes: { size: { width: 3 }, 'size.width': 2 } }), false);
  assert.equal(passes({ field: 'attributes.a.b.c', eq: 1 }, { attributes: { 'a.b': { c: 1 } } }), true);
  assert.equal(passes({ field: 'attributes.constructor.name', exists: true }, {}), false);
  assert.equal(passes({ field: 'attributes.toString', exists: true }, {}), false);
});

test('a category is under itself and those above it, and not under one that begins alike', () => {
  const under = { field: 'category', under: 'Home > Kitchen' };
  assert.deepEqual(
    ['Home > Kitchen', 'Home > Kitchen > Mugs', 'Home > Kitchenette', 'Home'].map((category) =>
      passes(under, { category }),
    ),
    [true, true, false, false],
  );
});

test('what is under a category is found however both paths are spelled, and no other condition reads paths', () => {
  const spellings = ['Home > Kitchen', 'Home>Kitchen', 'Home &gt; Kitchen', 'Home/Kitchen'];
  for (const under of spellings)
    for (const category of spellings.flatMap((spelling) => [spelling, `${spelling}/Mugs`]))
      assert.ok(passes({ field: 'category', under }, { category }), `${category} under ${under}`);
  assert.equal(passes({ field: 'category', eq: 'Home/Kitchen' }, { category: 'Home > Kitchen' }), false);
});

test('capitals and spaces make another text', () => {
  const fits = (filter: Filter) => passes(filter, { name: 'Blue Mug', category: 'Home > Kitchen' });
  const found = [
    ...['Home > Kitchen', 'home > kitchen', 'Home>Kitchen', 'Home > Kitchen '].map((eq) => ({ field: 'category', eq })),
    ...['Home', 'home', 'Home >'].map((under) => ({ field: 'category', under })),
    ...['Mug', 'mug'].map((contains) => ({ field: 'name', contains })),
  ].filter(fits);
  assert.deepEqual(
    found.map((one) => Object.values(one)[1]),
    ['Home > Kitchen', 'Home', 'Mug'],
  );
});

test('when a product was created is compared as a time, whatever its zone, and is always there', () => {
  const created = (condition: Omit<FilterCondition, 'field'>) =>
    passes({ field: 'createdAt', ...condition }, { createdAtMs: Date.UTC(2026, 0, 15, 12) });
  const [before, same, after] = ['2026-01-15T11:59:59Z', '2026-01-15T13:00:00+01:00', '2026-01-15T12:00:00.001Z'];
  const times = [before, same, after];
  for (const [operator, expected] of [
    ['eq', [false, true, false]],
    ['ne', [true, false, true]],
    ['gt', [true, false, false]],
    ['gte', [true, true, false]],
    ['lt', [false, false, true]],
    ['lte', [false, true, true]],
  ] as const)
    assert.deepEqual(
      times.map((time) => created({ [operator]: time })),
      expected,
      operator,
    );
  assert.deepEqual([created({ between: [before, same] }), created({ between: [after, after] })], [true, false]);
  assert.deepEqual([created({ exists: true }), created({ exists: false })], [true, false]);
  assert.equal(passes({ not: { field: 'createdAt', gt: after } }, { createdAtMs: 0 }), true);
});

test('an age is counted back from the beginning of the hour', () => {
  const isNew = (gte: string, hours: number) =>
    passes({ field: 'createdAt', gte }, { createdAtMs: nowMs - hours * hourMs });
  assert.deepEqual([isNew('-P30D', 30 * 24 + 0.5), isNew('-P30D', 30 * 24 + 0.6)], [true, false]);
  assert.deepEqual([isNew('-P2W', 14 * 24), isNew('-P2W', 15 * 24)], [true, false]);
  assert.deepEqual([isNew('-PT12H', 12), isNew('-PT12H', 13)], [true, false]);
});

test('a filter counts ages wherever in it one is told, and in no other text', () => {
  const young = { field: 'createdAt', gt: '-P30D' };
  for (const filter of [
    young,
    { not: young },
    { and: [{ or: [young] }] },
    { field: 'createdAt', between: ['-P2D', '-P1D'] },
  ])
    assert.equal(countsAges(filter as Filter), true, JSON.stringify(filter));
  for (const filter of [
    { field: 'name', eq: '-P30D' },
    { field: 'createdAt', gt: '2026-01-01T00:00:00Z' },
  ])
    assert.equal(countsAges(filter), false, JSON.stringify(filter));
});
