import assert from 'node:assert/strict';
import test from 'node:test';
import { describeEvidence } from './describe-evidence.ts';

const names: Record<string, string> = { pan: 'Blue pan' };
const nameOf = (productId: string) => names[productId] ?? productId;

test('evidence is said with its counts, and what adds nothing is left out', () => {
  const said = describeEvidence(
    {
      strategy: 'collaborative',
      kind: 'similar_shoppers',
      score: 1.8,
      strategyScore: 0.9,
      parts: [
        { name: 'visits', value: 0 },
        { name: 'histories', value: 0.9 },
      ],
      neighbours: [
        { of: 'visits', found: 200, having: 0, similarity: null, latest: null },
        { of: 'shoppers', found: 64, having: 15, similarity: { most: 0.56, mean: 0.46 }, latest: null },
      ],
      sharing: 15,
      anchorProductId: 'pan',
      rules: ['margin'],
    },
    nameOf,
  );
  assert.deepEqual(said, [
    'Proposed by: Shoppers like this one.',
    'Its score of 0.9 is 0.9 from whole histories of shoppers.',
    'After rules and other strategies it counts 1.8.',
    '15 of the 64 most similar shoppers have it, alike by 0.46 in the mean, 0.56 at most.',
    '15 of them have it together with Blue pan.',
    'Touched by rule “margin”.',
  ]);
});

test('pairs of orders are said as shares and as times by chance', () => {
  const pair = { anchorProductId: 'pan', orders: 5, anchorOrders: 20, productOrders: 9, allOrders: 90 };
  const said = describeEvidence(
    {
      strategy: 'frequently_bought_together',
      kind: 'orders',
      score: 1,
      pairs: [{ ...pair, support: 0.06, confidence: 0.25, lift: 2.5 }],
      rules: [],
    },
    nameOf,
  );
  assert.equal(said[1], 'In 5 of 20 orders with Blue pan: 25 %, 2.5 times as often as by chance.');
  const once = { ...pair, orders: 1, anchorOrders: 1, support: 0.01, confidence: 1, lift: 9 };
  const few = describeEvidence(
    {
      strategy: 'frequently_bought_together',
      kind: 'orders',
      score: 1,
      neighbours: [{ of: 'shoppers', found: 64, having: 1, similarity: null, latest: null }],
      sharing: 1,
      anchorProductId: 'pan',
      pairs: [once],
      pairsLeftOut: 1,
      rules: [],
    },
    nameOf,
  );
  assert.deepEqual(few.slice(1), [
    '1 of the 64 most similar shoppers has it.',
    '1 of them has it together with Blue pan.',
    'In 1 of 1 order with Blue pan: 100 %, 9 times as often as by chance.',
    '1 other product of the cart is not told here.',
  ]);
});
