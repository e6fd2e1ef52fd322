import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { describeShortage, describeShortages } from './describe-shortage.ts';

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

test('what an answer and its strategy say alike is said once, and what they say apart twice', () => {
  const ofAnswer = { reason: 'catalog_empty' };
  assert.deepEqual(describeShortages([ofAnswer, { reason: 'fill_off' }, { ...ofAnswer, strategy: 'newest' }]), [
    'The catalog is empty.',
    'Nothing may fill up the rest.',
  ]);
  const none = { reason: 'no_evidence' };
  assert.equal(describeShortages([none, { ...none, strategy: 'session' }]).length, 2, 'control');
});
