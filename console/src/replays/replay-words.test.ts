import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedText, leftText, sizeText, turnText } from './replay-words.ts';

test('a line says what was asked for, with what differs from the usual', () => {
  const evaluation = { strategies: ['session', 'trending'], days: 90, served: true, space: 'test' };
  assert.equal(
    askedText({ kind: 'evaluate', settings: evaluation }),
    'This visit, Trending, on 90 days, whole pipeline, test space',
  );
  assert.equal(askedText({ kind: 'export', settings: {} }), 'everything as jsonl');
  assert.equal(
    askedText({ kind: 'export', settings: { tables: ['events'], format: 'parquet', from: '2026-03-01' } }),
    'events as parquet, 2026-03-01 to today',
  );
  assert.equal(
    askedText({ kind: 'whatIf', settings: { placementId: 'home', days: 7, strategy: 'trending', rules: 'off' } }),
    'home, 7 days, by Trending and no rules',
  );
  const at = '2026-03-01T12:00:00Z';
  assert.equal(askedText({ kind: 'asOf', settings: { exposureId: 'x' } }), 'Answer x');
  assert.equal(
    askedText({
      kind: 'asOf',
      settings: { at, question: { userId: 'ada', placementId: 'home', strategy: 'trending' } },
    }),
    `Shopper ada on home, Trending, as of ${at}`,
  );
  assert.equal(askedText({ kind: 'asOf', settings: { at } }), `Nobody known, as of ${at}`);
  assert.equal(askedText({ kind: 'rebuild', settings: { projection: 'analytics' } }), 'analytics');
});

test('what is left is told in the unit that people would use', () => {
  assert.deepEqual(
    [leftText(null), leftText(0), leftText(59), leftText(125), leftText(7_300)],
    ['', '1 s left', '59 s left', '2 min left', '2 h left'],
  );
});

test('what waits its turn says how many of its shop come before it', () => {
  assert.deepEqual(
    [turnText(null), turnText(0), turnText(1), turnText(2)],
    ['', 'next of this shop', 'after 1 other of this shop', 'after 2 others of this shop'],
  );
});

test('a size is told in the unit that it fills', () => {
  assert.deepEqual(
    [sizeText(0), sizeText(999), sizeText(1_234), sizeText(5_600_000)],
    ['0 B', '999 B', '1.2 kB', '5.6 MB'],
  );
});
