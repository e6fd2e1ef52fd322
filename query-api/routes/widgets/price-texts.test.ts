import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPriceTexts } from './price-texts.ts';

const priceText = createPriceTexts();

test('a price is written as people of the language write it, in the currency of the shop', () => {
  for (const [currency, language, written] of [
    ['EUR', 'de-DE', '1.234,50 €'],
    ['EUR', 'de-AT', '€ 1.234,50'],
    ['EUR', 'de_AT', '€ 1.234,50'],
    ['JPY', 'ja', '￥1,235'],
    ['INR', 'en-IN', '₹1,234.50'],
    ['XYZ', 'en', 'XYZ 1,234.50'],
  ] as const)
    assert.equal(priceText(1234.5, currency, [language]).replaceAll(/\s/g, ' '), written, `${currency} in ${language}`);
});

test('the first language that is known decides; where none is, English does, whatever language the server has', () => {
  assert.equal(priceText(9.5, 'USD', ['x-klingon', '*', '', 'de']).replaceAll(/\s/g, ' '), '9,50 $');
  for (const unknown of [[], ['x-klingon'], ['not a language'], ['tlh'], ['__proto__']])
    assert.equal(priceText(9.5, 'USD', unknown), '$9.50', `${unknown}`);
});

test('however many languages are named, prices stay right', () => {
  for (let n = 0; n < 1_200; n++) assert.equal(priceText(9.5, 'USD', [`de-x-a${n}`]).replaceAll(/\s/g, ' '), '9,50 $');
});
