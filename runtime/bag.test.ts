import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bytesOutliving } from '#testing/bytes-outliving.ts';
import { type Bagged, createBag } from './bag.ts';

test('a bag holds what was put into it and not taken out, in whatever order both happen', () => {
  const acts = fc.array(fc.tuple(fc.constantFrom('put', 'take'), fc.nat({ max: 9 })));
  fc.assert(
    fc.property(acts, (list) => {
      const bag = createBag<Bagged>();
      const things = Array.from({ length: 10 }, () => ({ placeInBag: -1 }));
      const held = new Set<Bagged>();
      for (const [act, n] of list) {
        const thing = things[n] ?? assert.fail();
        if (act === 'take') {
          bag.take(thing);
          held.delete(thing);
        } else if (!held.has(thing)) {
          bag.put(thing);
          held.add(thing);
        }
        assert.deepEqual(new Set(bag.items), held);
        assert.equal(bag.items.length, held.size);
      }
    }),
    { seed: 5, numRuns: 200 },
  );
});

type Thing = Bagged & { holds: number[] };

/** How many of the 2,400 bytes of each thing that came and went outlive collections of the young generation. */
function bytesLeft(put: (thing: Thing) => void, take: (thing: Thing) => void): number {
  const there: Thing[] = [];
  return bytesOutliving(10_000, (n) => {
    const thing: Thing = { placeInBag: -1, holds: new Array<number>(300).fill(n) };
    put(thing);
    there.push(thing);
    const oldest = there.length > 3 ? there.shift() : undefined;
    if (oldest !== undefined) take(oldest);
  });
}

test('what came and went is gone with the next collection of the young generation', () => {
  const bag = createBag<Thing>();
  const left = bytesLeft(bag.put, bag.take);
  assert.ok(left < 100, `${left} of 2,400 bytes of each are left`);
});

test('control: of what came into a Set and went, much is there until the whole heap is collected', () => {
  const set = new Set<Thing>();
  const left = bytesLeft(
    (thing) => set.add(thing),
    (thing) => set.delete(thing),
  );
  assert.ok(left > 400, `${left} of 2,400 bytes of each are left`);
});
