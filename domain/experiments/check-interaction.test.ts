import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkInteraction } from './check-interaction.ts';
import { variants } from './experiment.ts';
import { noUserSums } from './statistics/user-sums.ts';

/** Four cells of 1,000 users; so many convert in each. */
const cellsOf = (converted: readonly [number, number, number, number]) =>
  variants.flatMap((variant, a) =>
    variants.map((otherVariant, b) => ({
      variant,
      otherVariant,
      sums: { ...noUserSums, users: 1_000, converted: converted[2 * a + b]! },
    })),
  );

test('an effect that is the same beside both arms of the other experiment is no interaction', () => {
  const check = checkInteraction('conversion_rate', 'Prices', cellsOf([100, 150, 130, 180]));
  assert.equal(check.ok, true);
  assert.ok(check.value > 0.9);
});

test('an effect that turns round beside the variant of the other experiment is told', () => {
  const check = checkInteraction('conversion_rate', 'Prices', cellsOf([100, 200, 200, 100]));
  assert.equal(check.ok, false);
  assert.match(check.text, /4,000 users are in 'Prices' too/);
});

test('nobody in both says nothing', () => {
  assert.deepEqual([checkInteraction('ctr', 'Prices', []).ok, checkInteraction('ctr', 'Prices', []).value], [true, 1]);
});
