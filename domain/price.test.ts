import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decimalOfPriceE4, maxPriceE4, meantAmountOf, numberOfPriceE4, priceE4Of, timesE4 } from './price.ts';

test('a price is read exactly from its shortest decimal text', () => {
  for (const [price, priceE4] of [
    [0, 0n],
    [-0, 0n],
    [12.95, 129_500n],
    [0.1 + 0.2, 3_000n], // 0.30000000000000004
    [1.0001, 10_001n],
    [1e-7, 0n],
    [-1, undefined],
    [-1e-9, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [1e21, undefined],
    [900_719_925_474.099, maxPriceE4],
    [900_719_925_475, undefined],
    ['12.95', 129_500n],
    ['900719925474.099', maxPriceE4],
    ['900719925474.0991', undefined],
    ['1e2', undefined],
    ['1,234.56', undefined],
    ['1.234,56', undefined],
    ['12,95', undefined],
    ['12.95 EUR', undefined],
    ['$12.95', undefined],
    ['1 234.56', undefined],
    [' 1', undefined],
    ['', undefined],
    ['.5', undefined],
    ['-1', undefined],
  ] as const) {
    assert.equal(priceE4Of(price), priceE4, `${price}`);
  }
});

test('of a number with the noise of binary floats the decimal counts that was meant', () => {
  let noisy = 0;
  for (let cents = 1; cents <= 1_000; cents++) {
    const gross = (cents / 100) * 1.19;
    assert.deepEqual(meantAmountOf(gross), { e4: BigInt(cents * 119), isRounded: false }, `${gross}`);
    const tripled = cents * 0.1 * 3;
    assert.deepEqual(meantAmountOf(tripled), { e4: BigInt(cents * 3_000), isRounded: false }, `${tripled}`);
    assert.deepEqual(meantAmountOf(String(tripled)), meantAmountOf(tripled));
    if (String(tripled).length > 7) noisy += 1;
  }
  assert.ok(noisy > 300, `control: ${noisy} of them are noisy`);
});

test('what is finer is rounded half to even, and says so', () => {
  for (const [sent, e4] of [
    [1.00005, 10_000n],
    [1.00015, 10_002n],
    [1.000051, 10_001n],
    ['1.00005', 10_000n],
    ['1.000050000000000000001', 10_001n],
    ['0.99995', 10_000n],
    [1e-7, 0n],
  ] as const)
    assert.deepEqual(meantAmountOf(sent), { e4, isRounded: true }, `${sent}`);
  assert.deepEqual(meantAmountOf('12.950000'), { e4: 129_500n, isRounded: false }, 'control: zeros are no digits');
});

test('a product of two amounts is exact where 4 places hold it', () => {
  assert.deepEqual(timesE4(39_900n, 18_500n), { e4: 73_815n, isRounded: false });
  assert.deepEqual(timesE4(10_001n, 5_000n), { e4: 5_000n, isRounded: true });
  assert.deepEqual(timesE4(10_003n, 5_000n), { e4: 5_002n, isRounded: true });
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
