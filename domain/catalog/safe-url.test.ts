import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeItem } from './judge-item.ts';
import { isLink, isPicture, withSafeUrls } from './safe-url.ts';

const links = [
  'https://shop.example/mug',
  'HTTP://shop.example',
  '/mug',
  '//cdn.example/mug',
  'mug?colour=blue',
  '#mug',
];
const pictures = ['data:image/png;base64,iVBORw0KGgo=', 'DATA:image/svg+xml,%3Csvg/%3E'];
const refused = [
  'javascript:void(0)',
  ' JavaScript:void(0)',
  'java\tscript:void(0)',
  'file:///etc/hostname',
  'data:text/html,hello',
  'vbscript:hello',
  'blob:https://shop.example/1',
  'https://',
];
const item = { productId: 'p', name: 'Mug', category: 'Mugs', price: 1 };

test('links are of the web or relative, and pictures may be in the address itself', () => {
  assert.deepEqual([...links, ...pictures, ...refused].filter(isLink), links);
  assert.deepEqual([...links, ...pictures, ...refused].filter(isPicture), [...links, ...pictures]);
});

test('what a page could run is refused at its field, with the spelling that is wanted', () => {
  for (const field of ['url', 'imageUrl'])
    for (const text of refused) {
      const judged = judgeItem({ ...item, [field]: text });
      assert.ok(!judged.ok, `${field} ${text}`);
      assert.deepEqual(
        judged.errors.map(({ path, code }) => [path, code]),
        [[`/${field}`, 'unsafe_url']],
      );
    }
  assert.match(JSON.stringify(judgeItem({ ...item, url: pictures[0] })), /https:\/\//);
  for (const url of links) assert.ok(judgeItem({ ...item, url, imageUrl: url }).ok, url);
  for (const imageUrl of pictures) assert.ok(judgeItem({ ...item, imageUrl }).ok, imageUrl);
});

test('what an earlier version has stored is answered without it', () => {
  const fine = { productId: 'p', url: '/p', imageUrl: pictures[0]! };
  assert.equal(withSafeUrls(fine), fine);
  assert.deepEqual(withSafeUrls({ ...fine, url: 'javascript:void(0)' }), { ...fine, url: null });
  assert.deepEqual(withSafeUrls({ ...fine, imageUrl: 'file:///p.png' }), { ...fine, imageUrl: null });
});
