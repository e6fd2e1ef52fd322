import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent, plainExposure } from '#testing/plain.ts';
import { createInteractionShard } from './interaction-shard.ts';
import { createShownItems } from './shown-items.ts';

const startMs = Date.UTC(2026, 0, 1);
const steps = fc.array(
  fc.record({
    does: fc.constantFrom('show', 'show', 'show', 'touch', 'erase'),
    userId: fc.constantFrom('u', 'v'),
    item: fc.nat(3),
    second: fc.nat(5),
  }),
  { maxLength: 60 },
);

test('counts equal a recount: once a second, within the window, and from the last touch on', () => {
  fc.assert(
    fc.property(steps, fc.nat(5), (list, after) => {
      const shown = createShownItems();
      let plain: { userId: string; item: number; second: number }[] = [];
      for (const { does, userId, item, second } of list) {
        if (does === 'show') {
          shown.add(userId, item, startMs + second * 1_000);
          plain = [
            ...plain.filter((one) => JSON.stringify(one) !== JSON.stringify({ userId, item, second })),
            { userId, item, second },
          ];
        } else if (does === 'touch') {
          shown.forget(userId, item);
          plain = plain.filter((one) => one.userId !== userId || one.item !== item);
        } else {
          shown.erase(userId);
          plain = plain.filter((one) => one.userId !== userId);
        }
      }
      for (const userId of ['u', 'v']) {
        const counts = shown.countsAfter(userId, startMs + after * 1_000);
        for (const item of [0, 1, 2, 3]) {
          const expected = plain.filter((one) => one.userId === userId && one.item === item && one.second > after);
          assert.equal(counts.get(item) ?? 0, expected.length);
        }
      }
    }),
    { seed: 31, numRuns: 300 },
  );
});

test('a shopper has a limit, and so have all together: the oldest goes first', () => {
  const shown = createShownItems(undefined, { ofShopper: 3, shoppers: 2, ofAll: 5 });
  for (const item of [0, 1, 2, 3]) shown.add('u', item, startMs + item * 1_000);
  assert.deepEqual([...shown.countsAfter('u', 0).keys()], [1, 2, 3]);
  for (const item of [4, 5]) shown.add('v', item, startMs);
  assert.equal(shown.countsAfter('u', 0).size, 3, 'control: 5 in all');
  shown.add('v', 6, startMs);
  assert.deepEqual([shown.countsAfter('u', 0).size, shown.countsAfter('v', 0).size], [0, 3], '6 in all');
  for (const userId of ['w', 'x']) shown.add(userId, 7, startMs);
  assert.equal(shown.countsAfter('v', 0).size, 0, 'three shoppers');
});

test('a shard that is restored has the same bytes, and goes on the same way', () => {
  const exposed = (second: number, userId: string, ...productIds: string[]) =>
    plainExposure({ userId, productIds, servedAtMs: startMs + second * 1_000 });
  const first = createInteractionShard();
  first.show(exposed(1, 'u', 'a', 'b'));
  first.show(exposed(2, 'v', 'a'));
  first.apply(plainEvent({ userId: 'u', productId: 'a', timestampMs: startMs }));
  const restored = createInteractionShard({ from: first.snapshot() });
  for (const shard of [first, restored]) {
    shard.eraseShopper(1, 'v');
    shard.show(exposed(3, 'w', 'b', 'c'));
  }
  assert.deepEqual(first.snapshot(), restored.snapshot());
  const scope = restored.scope(1) ?? assert.fail('it has events');
  const named = (userId: string) => [...scope.shown.countsAfter(userId, 0).keys()].map(scope.items.nameOf);
  assert.deepEqual([named('u'), named('v'), named('w')], [['b'], [], ['b', 'c']]);
});
