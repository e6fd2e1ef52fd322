import assert from 'node:assert/strict';
import test from 'node:test';
import { maxUrlLength } from '#schemas/http/catalog.ts';
import { demoCatalog } from './catalog.ts';

test('every demo product has a picture of its kind in its colour, short enough for a catalog', () => {
  const items = demoCatalog();
  assert.ok(
    items.every(({ imageUrl = '' }) => imageUrl.startsWith('data:image/svg+xml,') && imageUrl.length <= maxUrlLength),
  );
  assert.equal(new Set(items.map(({ imageUrl }) => imageUrl)).size, 300, '30 kinds in 10 colours');
});

test('each picture is well-formed: every element that opens is closed, and nothing needs another server', () => {
  for (const { imageUrl = '', name } of demoCatalog()) {
    const svg = decodeURIComponent(imageUrl.slice('data:image/svg+xml,'.length));
    const open: string[] = [];
    for (const [, closing, element, selfClosing] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
      if (closing === '/') assert.equal(open.pop(), element, name);
      else if (selfClosing !== '/') open.push(element ?? '');
    }
    assert.deepEqual(open, [], name);
    assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|href|undefined|NaN/, name);
  }
});
