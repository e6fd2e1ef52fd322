import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createInteractionShard } from './interaction-shard.ts';

const minuteMs = 60_000;
const gapMs = 30 * minuteMs;

type Look = { userId: string; productId: string; atMs: number; sessionId: string | null };

const eventOf = ({ userId, productId, atMs, sessionId }: Look): ShopEvent => {
  const id = Buffer.alloc(16);
  id.write(`${userId}${atMs}`);
  return plainEvent({ id, userId, productId, timestampMs: 1e12 + atMs, sessionId });
};
const shardOf = (looks: readonly Look[], restarts: readonly number[] = []) => {
  let shard = createInteractionShard();
  for (const [n, look] of looks.entries()) {
    if (restarts.includes(n)) {
      const snapshot = shard.snapshot();
      shard = createInteractionShard({ from: snapshot });
      assert.deepEqual(shard.snapshot(), snapshot);
    }
    shard.apply(eventOf(look));
  }
  return shard;
};

/** The visits of a shard that have products: whose each is, its products in their order, and when it ended. */
function visitsOf(shard: ReturnType<typeof shardOf>): string[] {
  const { sessions, shoppers, items } = shard.scope(1) ?? assert.fail('the events are there');
  const nameOf = new Map(['u', 'v', 'w'].map((userId) => [shoppers.find(userId), userId]));
  const visits: string[] = [];
  for (let number = 0; number < sessions.sets.made; number++) {
    const products = Array.from(sessions.sets.itemsOf(number), items.nameOf);
    const owner = nameOf.get(shoppers.slotOf(sessions.ownerOf(number)));
    if (products.length > 0) visits.push(`${owner} ${products} ${sessions.lastMsOf(number) - 1e12}`);
  }
  return visits.sort();
}

/** The same by definition: of each shopper and id, or cut by pauses; each product at its last touch. */
function recount(looks: readonly Look[]): string[] {
  const visits: Look[][] = [];
  for (const own of Map.groupBy(looks, ({ userId, sessionId }) => `${userId} ${sessionId}`).values()) {
    const inOrder = own.toSorted((a, b) => a.atMs - b.atMs);
    let visit: Look[] = [];
    for (const look of inOrder) {
      const isOver = look.sessionId === null && look.atMs - (visit.at(-1)?.atMs ?? look.atMs) > gapMs;
      if (isOver || visit.length === 0) {
        visit = [];
        visits.push(visit);
      }
      visit.push(look);
    }
  }
  return visits
    .map((visit) => {
      const products = [...new Set(visit.map(({ productId }) => productId).toReversed())].reverse();
      return `${visit[0]?.userId} ${products} ${visit.at(-1)?.atMs}`;
    })
    .sort();
}

/** Of each shopper either all events have an id or none: `w` has them. No two happen in one millisecond. */
const looks = fc.uniqueArray(fc.nat(5_000), { maxLength: 60 }).chain((minutes) =>
  fc.tuple(
    ...minutes.map((minute, n) =>
      fc
        .record({ userId: fc.constantFrom('u', 'v', 'w'), productId: fc.constantFrom(...'abcdefgh'), id: fc.nat(2) })
        .map(({ id, ...one }) => ({
          ...one,
          atMs: Math.floor(minute / 10) * minuteMs + n,
          sessionId: one.userId === 'w' ? `visit-${id}` : null,
        })),
    ),
  ),
);
const shuffled = looks.chain((list) => fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }));
const someOf = { seed: 11, numRuns: 200 };

test('the same events in any order give the same visits, restored on the way or not', () => {
  fc.assert(
    fc.property(shuffled, fc.array(fc.nat(60), { maxLength: 3 }), (list, restarts) => {
      // Of a shopper with more visits than are looked at the late ones may stand alone.
      fc.pre(list.length > 0 && recount(list).length <= 16);
      assert.deepEqual(visitsOf(shardOf(list, restarts)), recount(list));
    }),
    someOf,
  );
});

test('a history that arrives newest first is a visit for each day, and a late event is in that of its day', () => {
  const day = 24 * 60 * minuteMs;
  const of = (days: number, productId: string, sessionId: string | null = null): Look => ({
    ...{ userId: 'u', productId, sessionId },
    atMs: (10 - days) * day,
  });
  assert.deepEqual(visitsOf(shardOf([of(0, 'a'), of(1, 'b'), of(2, 'c')])).length, 3);
  const late = shardOf([of(2, 'a'), of(0, 'b'), { ...of(2, 'c'), atMs: 8 * day + minuteMs }]);
  assert.deepEqual(visitsOf(late), [`u a,c ${8 * day + minuteMs}`, `u b ${10 * day}`]);
  const { sessions, shoppers, items } = late.scope(1) ?? assert.fail();
  const current = sessions.currentOf(shoppers.find('u'), 1e12 + 10 * day + minuteMs);
  assert.deepEqual(Array.from(sessions.sets.itemsOf(current), items.nameOf), ['b'], 'the visit of today goes on');
});

test('an event between two visits that is near to both makes them one', () => {
  const at = (minutes: number, productId: string): Look => ({
    ...{ userId: 'u', productId, sessionId: null },
    atMs: minutes * minuteMs,
  });
  assert.equal(visitsOf(shardOf([at(0, 'a'), at(50, 'b')])).length, 2, 'control');
  assert.deepEqual(visitsOf(shardOf([at(0, 'a'), at(50, 'b'), at(25, 'c')])), [`u a,c,b ${50 * minuteMs}`]);
});

test('control: an event of a visit that is not one of the last sixteen makes one of its own', () => {
  const days = Array.from(
    { length: 17 },
    (_, n): Look => ({
      ...{ userId: 'u', productId: 'a', sessionId: null },
      atMs: n * 1_440 * minuteMs,
    }),
  );
  const [first, second] = days;
  assert.ok(first !== undefined && second !== undefined);
  const later = (look: Look): Look => ({ ...look, productId: 'b', atMs: look.atMs + minuteMs });
  assert.equal(visitsOf(shardOf([...days, later(second)])).length, 17);
  assert.equal(visitsOf(shardOf([...days, later(first)])).length, 18);
});

test('what comes late is no return, and teaches nothing', () => {
  const list = Array.from({ length: 40 }, (_, n) => ({
    ...{ userId: 'u', productId: 'abcd'[n % 4] ?? '', sessionId: null },
    atMs: n * minuteMs,
  }));
  const returnsOf = (of: readonly Look[]) => {
    const { sessions, repeats } = shardOf(of).scope(1) ?? assert.fail();
    return [sessions.returnsAt(0).length, repeats.asked];
  };
  assert.equal(returnsOf(list.toReversed())[0], 0);
  assert.ok((returnsOf(list)[0] ?? 0) > 30, 'control');
});
