import type { RuleThen } from '#domain/rules/rule.ts';

/** The category of the n-th product. */
export const categoryOf = (n: number): string => `Home > ${n % 6} > ${n % 12}`;

/** The attributes that `twentyRules` looks at, of the n-th product. */
export const ruledAttributes = (n: number) => ({
  brand: `brand ${n % 9}`,
  margin: (n % 20) / 40,
  season: ['summer', 'all'][n % 2] ?? 'all',
  tags: [`t${n % 5}`, 'x'],
});

/** Twenty rules as a shop may have them, of every kind that looks at each candidate. `idOf`: the id of the n-th product; categories begin with `Home`. */
export const twentyRules = (idOf: (n: number) => string): RuleThen[] => [
  { action: 'exclude', filter: { field: 'productId', in: [3, 88, 151].map(idOf) } },
  { action: 'exclude', filter: { field: 'category', under: 'Home > 5 > 11' } },
  {
    action: 'exclude',
    filter: { and: [{ field: 'attributes.margin', lt: 0.05 }, { not: { field: 'attributes.season', eq: 'all' } }] },
  },
  { action: 'exclude', filter: { field: 'name', contains: 'plastic' } },
  { action: 'exclude', filter: { field: 'attributes.tags', contains: 'recalled' } },
  { action: 'include', filter: { field: 'price', gt: 2 } },
  { action: 'include', filter: { field: 'category', under: 'Home' } },
  {
    action: 'include',
    filter: {
      or: [
        { field: 'attributes.brand', exists: true },
        { field: 'price', lt: 10 },
      ],
    },
  },
  { action: 'match', facet: 'category', mode: 'different' },
  { action: 'priceRange', min: 2, max: 190 },
  { action: 'priceRange', min: 1, max: 400, relativeTo: 'product' },
  { action: 'boost', filter: { field: 'attributes.margin', gte: 0.4 }, factor: 2 },
  { action: 'boost', filter: { field: 'attributes.season', eq: 'summer' }, factor: 1.5 },
  {
    action: 'boost',
    filter: {
      and: [
        { field: 'attributes.brand', in: ['brand 1', 'brand 4'] },
        { field: 'price', between: [20, 90] },
      ],
    },
    factor: 3,
  },
  { action: 'bury', filter: { field: 'price', gte: 150 }, factor: 2 },
  { action: 'bury', filter: { field: 'category', under: 'Home > 2' }, factor: 4 },
  { action: 'limit', facet: 'category', max: 2 },
  { action: 'limit', facet: 'attributes.brand', max: 3 },
  { action: 'pin', productIds: [idOf(40)], position: 2 },
  { action: 'seen', mode: 'demote' },
];
