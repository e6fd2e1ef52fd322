import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { groupDocs } from './doc-groups.ts';

const pageOf = (slug: string) => ({ slug, title: slug });

test('each page of docs/ has its place in a group, once', () => {
  const pages = readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => pageOf(file.slice(0, -'.md'.length)));
  const groups = groupDocs(pages);
  assert.deepEqual(
    groups.flatMap((group) => group.pages.map(({ slug }) => slug)).sort(),
    pages.map(({ slug }) => slug).sort(),
  );
  assert.ok(!groups.some(({ title }) => title === 'More'), 'a page is in no group: name it in doc-groups.ts');
});

test('a page that no group names is there all the same, and no empty group is', () => {
  assert.deepEqual(groupDocs([pageOf('never-heard-of')]), [
    { title: 'More', about: '', pages: [pageOf('never-heard-of')] },
  ]);
  assert.deepEqual(groupDocs([]), []);
});
