import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchText } from './search-text.ts';

test('the parts of a category path are words, however they are separated', () => {
  for (const q of ['Home > Kitchen', 'Home>Kitchen', 'Home &gt; Kitchen', 'Home/Kitchen', 'Küche / Töpfe'])
    assert.equal(searchText(q).split(/\s+/).length, 2, q);
});

test('a slash of a measure or a name stays', () => {
  for (const q of ['5/8', 'A/B', '3/4 inch', 'mug 100%']) assert.equal(searchText(q), q);
});
