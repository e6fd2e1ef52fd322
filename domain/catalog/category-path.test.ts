import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoryPath, knownCategoryPath, withoutEmptyParts } from './category-path.ts';

const spellings = ['Home > Kitchen', 'Home>Kitchen', 'Home &gt; Kitchen', 'Home/Kitchen', ' Home \t>\n Kitchen '];

test('all spellings of a path are one path, and what is spelled in another case is another', () => {
  for (const path of [categoryPath, knownCategoryPath]) {
    assert.deepEqual(
      spellings.map((spelling) => path(spelling)),
      spellings.map(() => 'Home > Kitchen'),
    );
    assert.equal(path('home/kitchen'), 'home > kitchen');
    assert.equal(path('Mugs'), 'Mugs');
  }
});

test('a path stays what it is once more texts were asked than are remembered', () => {
  for (let i = 0; i < 10_002; i++) assert.equal(knownCategoryPath(`A/${i}`), `A > ${i}`);
  assert.equal(knownCategoryPath('A/0'), 'A > 0');
});

test('parts that are empty are left out of a category, and all else stays as it is spelled', () => {
  const kept = {
    'Tea > ': 'Tea',
    'Tea &gt;': 'Tea',
    ' > > Tea': 'Tea',
    '/Home//Tea/': 'Home/Tea',
    'Home > &gt; / Tea': 'Home > Tea',
    ' Home>Tea ': ' Home>Tea ',
    'Bed & Bath': 'Bed & Bath',
    ' > / ': '',
    ' ': '',
  };
  for (const [sent, expected] of Object.entries(kept)) assert.equal(withoutEmptyParts(sent), expected, sent);
});
