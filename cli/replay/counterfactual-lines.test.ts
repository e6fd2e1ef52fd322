import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counterfactualLines } from './counterfactual-lines.ts';

const found = { answers: 2_000, logged: 0.5, supported: 1, effectiveSample: 140.2, refused: null };
const difference = { value: -0.05, low: -0.09, high: 0.01 };
const estimates = [{ method: 'dr', today: 0.5, changed: 0.45, difference }] as const;

test('estimates are told with both ways and the interval of their difference', () => {
  assert.deepEqual(counterfactualLines({ ...found, estimates }), [
    'clicks an answer, estimated from 2,000 answers of known propensity, which had 0.500; they are worth 140 showings of what would change',
    '  doubly robust 0.500 today, 0.450 changed: -0.050 (-0.090 to +0.010)',
  ]);
});

test('control: what is refused says why, and has no figures', () => {
  const lines = counterfactualLines({ ...found, refused: 'Ask for more days.', estimates: [] });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /refused\. Ask for more days\.$/);
});
