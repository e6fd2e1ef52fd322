import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategyInPlace } from './strategy-in-place.ts';

const widgets = [
  { placementId: 'cart', strategy: 'frequently_bought_together' },
  { placementId: 'home', strategy: null },
];

test('a widget that names a strategy says what is there now; without one the default of the tenant does', () => {
  const at = (placementId: string) => strategyInPlace(widgets, placementId, 'collaborative');
  assert.deepEqual(['cart', 'home', 'nowhere'].map(at), [
    'frequently_bought_together',
    'collaborative',
    'collaborative',
  ]);
});
