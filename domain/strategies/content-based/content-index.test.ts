import assert from 'node:assert/strict';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import type { CatalogItem } from '../../catalog-item.ts';
import { keyOfFacet } from '../../rules/item-key.ts';
import type { LeftOut } from '../worth.ts';
import { type ContentIndex, createContentIndex } from './content-index.ts';

const item = (productId: string, name: string, category: string, price = 10): CatalogItem =>
  plainItem({
    productId,
    name,
    category,
    priceE4: BigInt(price * 10_000),
  });

const similarTo = (items: readonly CatalogItem[], productId: string) =>
  createContentIndex(items)
    .similarTo([productId], 10)
    .map((candidate) => candidate.productId);

test('words, category and price each bring an item nearer', () => {
  const items = [
    item('blue mug', 'Blue mug', 'Home > Mugs', 10),
    item('red mug', 'Red mug', 'Home > Mugs', 10),
    item('dear mug', 'Red mug', 'Home > Mugs', 900),
    item('mug hook', 'Hook for a mug', 'Home > Hooks', 10),
    item('lamp', 'Lamp', 'Home > Light', 10),
    item('spade', 'Spade', 'Garden', 10),
    item('rake', 'Rake', 'Garden', 10),
    item('hose', 'Hose', 'Garden', 10),
    item('seed', 'Seed', 'Garden', 10),
  ];
  assert.deepEqual(similarTo(items, 'blue mug').slice(0, 4), ['red mug', 'dear mug', 'mug hook', 'lamp']);
});

test('a category is shared however its path is spelled', () => {
  const path = (spelling: string) =>
    createContentIndex([
      item('a', 'Enamel mug', 'Home > Kitchen'),
      item('b', 'Bread board', spelling),
      item('c', 'Lamp', 'Light'),
    ]).similarTo(['a'], 1)[0];
  const asWritten = path('Home > Kitchen');
  assert.equal(asWritten?.productId, 'b');
  for (const spelling of ['Home>Kitchen', 'Home &gt; Kitchen', 'Home/Kitchen'])
    assert.deepEqual(path(spelling), asWritten);
});

test('the terms of a reason are in both names', () => {
  const index = createContentIndex([
    item('a', 'Enamel mug', 'Mugs'),
    item('b', 'Enamel pot', 'Pots'),
    item('c', 'Lamp', 'Light'),
  ]);
  assert.deepEqual(index.similarTo(['a'], 1)[0]?.evidence, {
    kind: 'similar_product',
    anchorProductId: 'a',
    sharedTerms: ['enamel'],
    sameCategory: false,
  });
});

test('an index that was kept up answers as one that is made anew', () => {
  const change = fc.record({
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    name: fc.constantFrom('red mug', 'blue mug', 'red lamp', 'tall blue lamp', 'chair', 'red chair'),
    category: fc.constantFrom('Home', 'Home > Mugs', 'Home > Light', 'Garden'),
    price: fc.integer({ min: 1, max: 50 }),
    isRemoval: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const kept = createContentIndex();
      const items = new Map<string, CatalogItem>();
      for (const { productId, name, category, price, isRemoval } of changes) {
        if (isRemoval) {
          kept.remove(productId);
          items.delete(productId);
        } else {
          kept.put(item(productId, name, category, price));
          items.set(productId, item(productId, name, category, price));
        }
        // A question in between must not make it remember what has changed since.
        kept.similarTo(['a', 'b'], 3);
      }
      const fresh = createContentIndex(items.values());
      for (const productId of ['a', 'b', 'c'])
        assert.deepEqual(kept.similarTo([productId], 10), fresh.similarTo([productId], 10));
    }),
    { seed: 21, numRuns: 300 },
  );
});

const shelf = (count: number): CatalogItem[] => {
  const random = createRandom(9);
  const word = () => `word${random.between(1, 60)}`;
  return Array.from({ length: count }, (_, n) =>
    item(`p${n}`, `${word()} ${word()} ${word()}`, `Home > ${random.between(1, 8)}`, random.between(1, 50)),
  );
};

test('what changes is in the next answer at once, also if the weights of words are taken anew more seldom', () => {
  const items = shelf(1_000);
  const index = createContentIndex(items);
  const first = items[0] ?? assert.fail();
  const nearest = () => index.similarTo(['p0'], 1)[0]?.productId;
  const before = nearest();
  index.put({ ...first, productId: 'twin' });
  assert.equal(nearest(), 'twin');
  index.put({ ...first, productId: 'twin', name: 'else', category: 'Elsewhere' });
  assert.equal(nearest(), before);
  index.put({ ...first, productId: 'twin' });
  index.remove('twin');
  assert.equal(nearest(), before);
  index.put({ ...first, productId: 'in the slot of the twin', name: 'else', category: 'Elsewhere' });
  assert.equal(nearest(), before);
});

test('of hundreds that were wanted before it has what an index finds that was not asked, whatever has changed meanwhile', () => {
  const items = shelf(1_000);
  const [first = assert.fail(), other = assert.fail()] = items;
  const deep = (index: ContentIndex) => index.similarTo(['p0'], 480);
  const [nearest, ...others] = deep(createContentIndex(items)).map(({ productId }) => productId);
  const changes: ((index: ContentIndex) => void)[] = [
    (index) => index.put({ ...first, productId: 'twin' }),
    (index) => index.put({ ...other, productId: nearest ?? '' }),
    (index) => index.remove(others[0] ?? ''),
    (index) => index.put({ ...first, productId: others.at(-1) ?? '', priceE4: 1n }),
    (index) => index.put({ ...first, name: other.name, category: other.category }),
    (index) => index.remove('twin'),
  ];
  const indexAfter = (count: number): ContentIndex => {
    const index = createContentIndex(items);
    // Takes the weights of words now, as the other does.
    index.similarTo(['p1'], 1);
    for (const change of changes.slice(0, count)) change(index);
    return index;
  };
  const asked = indexAfter(0);
  for (let count = 0; count <= changes.length; count++) {
    const found = deep(asked);
    assert.equal(found.length, 480);
    assert.deepEqual(found, deep(indexAfter(count)));
    changes[count]?.(asked);
  }
});

test('once in every hundredth of the catalog that changes it answers exactly as one that is made anew', () => {
  const items = shelf(1_000);
  const index = createContentIndex(items);
  const answers = (of: ContentIndex) => items.slice(0, 20).map(({ productId }) => of.similarTo([productId], 10));
  answers(index);
  const exact = Array.from({ length: 11 }, () => {
    index.remove(items.pop()?.productId ?? '');
    return isDeepStrictEqual(answers(index), answers(createContentIndex(items)));
  });
  assert.equal(exact.filter(Boolean).length, 1, 'control: the weights between are those of the last time');
});

test('control: a removed item is in no answer', () => {
  const index = createContentIndex([item('a', 'Red mug', 'Mugs'), item('b', 'Red mug', 'Mugs')]);
  assert.equal(index.similarTo(['a'], 5).length, 1);
  index.remove('b');
  assert.equal(index.similarTo(['a'], 5).length, 0);
});

test('a prior decides among the most similar, and is told as a part of the score', () => {
  const index = createContentIndex([
    item('mug', 'Red mug', 'Mugs'),
    ...Array.from({ length: 30 }, (_, n) => item(`mug ${n}`, 'Red mug', 'Mugs', 10 + n)),
  ]);
  const prior = {
    numbers: { size: 1, find: (productId: string) => (productId === 'mug 7' ? 0 : -1) },
    of: (numbers: Int32Array) => Float64Array.from(numbers, (number) => (number === 0 ? 2 : 1)),
  };
  const found = index.similarTo(['mug'], 8, prior);
  assert.equal(found[0]?.productId, 'mug 7');
  assert.notEqual(index.similarTo(['mug'], 8)[0]?.productId, 'mug 7', 'control');
  for (const [n, { parts }] of index.explain(['mug'], 8, prior, found).entries()) {
    const sum = parts.reduce((all, { value }) => all + value, 0);
    assert.ok(Math.abs(sum - (found[n]?.score ?? 0)) < 1e-9);
    assert.equal((parts.find(({ name }) => name === 'popularity')?.value ?? 0) > 0, n === 0);
  }
});

test('a search finds what a comparison with each item finds, near or far', () => {
  const change = fc.record({
    name: fc.array(fc.constantFrom('red', 'blue', 'mug', 'lamp', 'tall', 'old'), { minLength: 1, maxLength: 4 }),
    category: fc.constantFrom('Home', 'Home > Mugs', 'Home > Light', 'Garden'),
    price: fc.integer({ min: 1, max: 500 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 150, maxLength: 200 }), (some) => {
      const items = some.map(({ name, category, price }, n) => item(`p${n}`, name.join(' '), category, price));
      const index = createContentIndex(items);
      for (const [limit, most] of [
        [60, 60],
        [500, 200],
      ] as const) {
        const found = index.similarTo(['p0'], limit);
        const expected = items
          .slice(1)
          .map(({ productId }) => ({ productId, score: index.similarity('p0', productId) }))
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1))
          .slice(0, most);
        assert.deepEqual(
          found.map(({ productId, score }) => ({ productId, score })),
          expected,
        );
      }
    }),
    { seed: 5, numRuns: 30 },
  );
});

test('what a question leaves out is not among those by worth; what each product has to be looked at for is, unless very many are wanted', () => {
  const products = Array.from({ length: 200 }, (_, n) => `p${n}`);
  const shelf = products.map((productId, n) =>
    plainItem({ productId, name: `Thing ${n % 9}`, category: `Home > ${n % 5}`, priceE4: BigInt(n) * 10_000n }),
  );
  const index = createContentIndex(shelf);
  const numberOf = (productId: string) => Number(productId.slice(1));
  const worth = { of: {}, factorOf: (productId: string) => 1 + (numberOf(productId) % 3) };
  const isOdd = (productId: string) => numberOf(productId) % 2 === 1;
  const takes = ({ productId }: CatalogItem) => isOdd(productId);
  const idsOf = (limit: number, change?: Partial<LeftOut>) => {
    const leftOut = { productIds: new Set<string>(), byKey: [], others: undefined, ...change };
    const asked = change === undefined ? worth : { ...worth, leftOut };
    return Array.from(index.findSimilar(['p1', 'p7'], limit).byWorth?.(asked) ?? [], ({ productId }) => productId);
  };
  for (const limit of [60, 500, 2_000]) {
    const all = idsOf(limit);
    const even = all.filter((productId) => !isOdd(productId));
    assert.ok(even.length > 0 && even.length < all.length);
    assert.deepEqual(idsOf(limit, { productIds: new Set(products.filter(isOdd)) }), even);
    assert.deepEqual(idsOf(limit, { byKey: [{ key: keyOfFacet('productId'), takes }] }), even);
    assert.deepEqual(idsOf(limit, { others: takes }), limit > 1_000 ? even : all);
  }
});
