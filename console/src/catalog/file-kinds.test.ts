import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf } from './file-kinds.ts';

test('a file is known by how it begins', () => {
  const kinds = {
    'id\ttitle\tprice\tlink\n': 'google-feed',
    '\uFEFF"ID","Title","Price"\r\n': 'google-feed',
    '<?xml version="1.0"?><rss>': 'google-feed',
    '  <feed xmlns="http://www.w3.org/2005/Atom">': 'google-feed',
    'Handle,Title,Body (HTML),Variant Price\n': 'shopify-products',
    'ID,Type,SKU,Name,Regular price\n': 'woocommerce',
    'productId,name,category,price\n': 'own',
    '{"productId":"mug"}\n': 'own',
    '': 'own',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(kinds).map((text) => [text, kindOf(text)])), kinds);
});
