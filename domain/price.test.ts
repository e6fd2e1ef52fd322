import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decimalOfPriceE4, maxPriceE4, numberOfPriceE4, priceE4Of } from './price.ts';

test('a price is read exactly from its shortest decimal text', () => {
  for (const [price, priceE4] of [
    [0, 0n],
    [-0, 0n],
    [12.95, 129_500n],
    [0.1 + 0.2, undefined], // 0.30000000000000004: not a price anybody meant
    [1.0001, 10_001n],
    [1.00001, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [1e21, undefined],
    [900_719_925_474.099, maxPriceE4],
    [900_719_925_475, undefined],
    ['12.95', 129_500n],
    ['900719925474.099', maxPriceE4],
    ['900719925474.0991', undefined],
    ['1e2', undefined],
    [' 1', undefined],
    ['', undefined],
    ['.5', undefined],
    ['-1', undefined],
  ] as const) {
    assert.equal(priceE4Of(price), priceE4, `${price}`);
  }
});

test('number, text and price are one for every price a number can tell apart', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 51n - 1n }), (priceE4) => {
      assert.equal(priceE4Of(numberOfPriceE4(priceE4)), priceE4);
      assert.equal(priceE4Of(decimalOfPriceE4(priceE4)), priceE4);
    }),
    { seed: 20260301 },
  );
});

test('a decimal always has four places', () => {
  assert.equal(decimalOfPriceE4(129_500n), '12.9500');
  assert.equal(decimalOfPriceE4(1n), '0.0001');
  assert.equal(decimalOfPriceE4(-25_000n), '-2.5000');
});
