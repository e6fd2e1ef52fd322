import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalsOfSent } from './refusals-of-sent.ts';

const refused = [
  { message: 'No such day.', count: 2, line: 3 },
  { message: 'No price.', count: 1, line: 1, item: '[2]' },
];
const exampleOf = ({ line, item = '' }: { line: number; item?: string }) => `line ${line}${item}`;

test('each reason has its count and an example, and what was not listed is counted too', () => {
  assert.deepEqual(refusalsOfSent({ rejected: 5, refused }, exampleOf), [
    { reason: 'the server: No such day.', count: 2, example: 'line 3' },
    { reason: 'more, of which the server did not list why', count: 2, example: 'those above' },
    { reason: 'the server: No price.', count: 1, example: 'line 1[2]' },
  ]);
});

test('control: where all are listed nothing is added', () => {
  assert.equal(refusalsOfSent({ rejected: 3, refused }, exampleOf).length, 2);
  assert.deepEqual(refusalsOfSent({ rejected: 0, refused: [] }, exampleOf), []);
});
