import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { describeShortage } from './describe-shortage.ts';

test('every reason that the docs name is said in words', () => {
  const docs = readFileSync('docs/explain.md', 'utf8');
  const reasons = [
    'unknown_shopper',
    'nothing_to_go_by',
    'no_evidence',
    'below_minimum',
    'few_candidates',
    'filtered',
    'fill_off',
    'held_out',
    'catalog_empty',
  ];
  for (const reason of reasons) {
    assert.ok(docs.includes(`\`${reason}\``), `control: docs/explain.md has ${reason}`);
    assert.doesNotMatch(describeShortage({ reason }), new RegExp(reason));
  }
});

test('what is missing is counted, with the setting that asks for it', () => {
  assert.equal(
    describeShortage({ reason: 'below_minimum', strategy: 'session', setting: 'minVisits', has: 0, needs: 50 }),
    'This visit: 0 of the 50 that the setting “minVisits” asks for.',
  );
  assert.equal(describeShortage({ reason: 'of_tomorrow' }), 'of_tomorrow.');
});
