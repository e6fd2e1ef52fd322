import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainItem } from '#testing/plain.ts';
import type { CatalogItem } from '../catalog-item.ts';
import { facetTest } from './facet-values.ts';
import { keyOfFacet } from './item-key.ts';

const one = fc.constantFrom('a', 'b', 1, '1', 0, true, null, '\0\0["a","b"]');
const value = fc.oneof(one, fc.array(fc.oneof(one, fc.array(one, { maxLength: 2 })), { maxLength: 3 }));
const itemOf = (brand: unknown): CatalogItem => plainItem({ attributes: { brand } as CatalogItem['attributes'] });

test('products with the same key of a facet are the same to every test of that facet', () => {
  const { of } = keyOfFacet('attributes.brand');
  const wanted = fc.uniqueArray(fc.constantFrom('a', 'b', 1, '1', 0, true), { maxLength: 4 });
  let same = 0;
  fc.assert(
    fc.property(value, value, wanted, (a, b, values) => {
      const [first, second] = [itemOf(a), itemOf(b)];
      if (!new Set([of(first)]).has(of(second))) return;
      same += 1;
      const takes = facetTest('attributes.brand', new Set(values));
      assert.equal(takes(first), takes(second), JSON.stringify([a, b]));
    }),
    { seed: 7, numRuns: 5_000 },
  );
  assert.ok(same > 100, `${same} pairs had one key`);
});

test('products with other values have another key', () => {
  const { of } = keyOfFacet('attributes.brand');
  const keys = ['a', 'b', 1, '1', ['a', 'b'], ['b', 'a'], ['a', 'a'], [], ['a', 1], ['a', '1']].map((brand) =>
    of(itemOf(brand)),
  );
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(of(itemOf(['a'])), of(itemOf('a')), 'control: a list of one is that one');
});
