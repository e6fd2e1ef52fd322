import assert from 'node:assert/strict';
import test from 'node:test';
import { priceText } from './price-text.ts';

test('a price is spelt in the language of the page and the currency of the shop', () => {
  const spelt = (language: string) => priceText(1_234.5, 'EUR', language).replaceAll(/\s/g, ' ');
  assert.deepEqual(['en', 'de', 'de_DE', 'fr-CA'].map(spelt), ['€1,234.50', '1.234,50 €', '1.234,50 €', '1 234,50 €']);
  assert.equal(priceText(100, 'JPY', 'en'), '¥100');
});

test('a language or a currency that the browser does not know leaves the bare number', () => {
  assert.equal(priceText(12.5, 'EUR', 'no such language'), '12.5');
  assert.equal(priceText(12.5, 'euros', 'en'), '12.5');
});
