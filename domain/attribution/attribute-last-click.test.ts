import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { attributeLastClick, attributionWindowMs, type Touch } from './attribute-last-click.ts';

const minute = 60_000;
const click = (at: number, id = `c${at}`): Touch => ({ kind: 'click', id, timestampMs: at * minute });
const purchase = (at: number, id = `p${at}`): Touch => ({ kind: 'purchase', id, timestampMs: at * minute });
const pairs = (touches: readonly Touch[]) => [...attributeLastClick(touches)].map(([p, c]) => `${p.id}<${c.id}`).sort();

test('a purchase goes to the latest click within 30 minutes before it (FR-021)', () => {
  assert.deepEqual(pairs([click(0), click(10), purchase(20)]), ['p20<c10']);
});

test('30 minutes are within, a millisecond more is not', () => {
  assert.equal(attributionWindowMs, 30 * minute);
  assert.deepEqual(pairs([click(0), purchase(30)]), ['p30<c0']);
  assert.deepEqual(pairs([click(0), { kind: 'purchase', id: 'p', timestampMs: 30 * minute + 1 }]), []);
});

test('a click after the purchase has no part in it', () => {
  assert.deepEqual(pairs([purchase(5), click(6)]), []);
});

test('one click may bring two purchases, a purchase has one click', () => {
  assert.deepEqual(pairs([click(0), purchase(1), purchase(2)]), ['p1<c0', 'p2<c0']);
});

test('arrival does not matter: shuffled and repeated touches give the same', () => {
  const touch = fc.record({
    kind: fc.constantFrom('click' as const, 'purchase' as const),
    id: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 2, maxLength: 2 }),
    timestampMs: fc.integer({ min: 0, max: 120 }).map((m) => m * minute),
  });
  fc.assert(
    fc.property(
      fc
        .uniqueArray(touch, { selector: ({ id }) => id, maxLength: 30 })
        .chain((touches) =>
          fc.tuple(fc.constant(touches), fc.shuffledSubarray(touches, { minLength: touches.length })),
        ),
      ([touches, shuffled]) => {
        assert.deepEqual(pairs(shuffled), pairs(touches));
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});
