import assert from 'node:assert/strict';
import test from 'node:test';
import { maxUrlLength } from '#schemas/http/catalog.ts';
import { demoCatalog } from './catalog.ts';
import { demoImage } from './image.ts';

test('every demo product has a picture of its group in its colour, short enough for a catalog', () => {
  const items = demoCatalog();
  assert.ok(
    items.every(({ imageUrl = '' }) => imageUrl.startsWith('data:image/svg+xml,') && imageUrl.length <= maxUrlLength),
  );
  assert.equal(new Set(items.map(({ imageUrl }) => imageUrl)).size, 60, '6 groups in 10 colours');
});

test('a picture is well-formed: every element that opens is closed, and nothing needs another server', () => {
  const svg = decodeURIComponent(demoImage(0, 'blue').slice('data:image/svg+xml,'.length));
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (closing === '/') assert.equal(open.pop(), name);
    else if (selfClosing !== '/') open.push(name ?? '');
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|href/);
});
