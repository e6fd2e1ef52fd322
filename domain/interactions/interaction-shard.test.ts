import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createByteWriter } from '../memory/bytes.ts';
import { createPaper, type Paper } from '../memory/paper.ts';
import { atOnce } from '../memory/steps.ts';
import type { Scope } from '../scope.ts';
import { createBusyHours } from './busy-hours.ts';
import { createInteractionShard, type InteractionShard } from './interaction-shard.ts';

const types = [
  'product_viewed',
  'product_clicked',
  'add_to_cart',
  'remove_from_cart',
  'purchase',
  'recommendation_impressed',
  'recommendation_clicked',
] as const;

function event(
  n: number,
  type: (typeof types)[number],
  userId: string,
  productId: string,
  minute: number,
  sessionId: string | null = null,
  scope = 1,
): ShopEvent {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n, 12);
  return plainEvent({
    id,
    scope,
    type,
    userId,
    productId,
    timestampMs: minute * 60_000,
    sessionId,
    purchase: type === 'purchase' ? { orderId: null, priceE4: 10_000n, quantity: 1, currency: null } : null,
  });
}

const events = fc
  .array(
    fc.tuple(
      fc.constantFrom(...types),
      fc.constantFrom('u', 'v', 'w'),
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.integer({ min: 0, max: 3_000 }),
      fc.constantFrom(null, 's1', 's2'),
      fc.constantFrom(1, 2),
    ),
    { maxLength: 80 },
  )
  .map((list) =>
    list.map(([type, user, product, minute, session, scope], n) =>
      event(n % 60, type, user, product, minute, session, scope),
    ),
  );

const applyAll = (shard: InteractionShard, list: readonly ShopEvent[]) => {
  for (const each of list) shard.apply(each);
  return shard;
};

test('a shard is the same bytes at the same position, wherever it was stored and restored', () => {
  fc.assert(
    fc.property(events, fc.nat(80), fc.nat(80), (list, first, second) => {
      const whole = applyAll(createInteractionShard(), list);
      const [a, b] = [Math.min(first, second), Math.max(first, second)];
      let cut = applyAll(createInteractionShard(), list.slice(0, a));
      cut = applyAll(createInteractionShard({ from: cut.snapshot() }), list.slice(a, b));
      cut = applyAll(createInteractionShard({ from: cut.snapshot() }), list.slice(b));
      assert.deepEqual(cut.snapshot(), whole.snapshot());
    }),
    { seed: 5, numRuns: 150 },
  );
});

test('control: another prefix is other bytes', () => {
  const one = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'a', 0)]);
  const two = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'b', 0)]);
  assert.notDeepEqual(one.snapshot(), two.snapshot());
});

test('a duplicate changes nothing', () => {
  const list = [event(1, 'product_viewed', 'u', 'a', 0), event(2, 'purchase', 'u', 'b', 1)];
  const once = applyAll(createInteractionShard(), list);
  const twice = applyAll(applyAll(createInteractionShard(), list), list);
  assert.deepEqual(twice.snapshot(), once.snapshot());
});

const ofOrder = (n: number, minute: number, change: { orderId?: string; lineId?: string; userId?: string } = {}) => {
  const { orderId = 'o', lineId, userId = 'u' } = change;
  return {
    ...event(n, 'purchase', userId, 'a', minute),
    metadata: lineId === undefined ? null : JSON.stringify({ lineId }),
    purchase: { orderId, priceE4: 1n, quantity: 1, currency: null },
  };
};

test('an order that is told again within a day counts once, wherever the shard was stored and restored', () => {
  const counted = (shard: InteractionShard) => {
    const state = shard.scope(1) ?? assert.fail('no events');
    let sum = 0;
    state.hours.sumsOf(null, 0).each((_item, _weight, count) => {
      sum += count;
    });
    return sum;
  };
  const first = applyAll(createInteractionShard(), [ofOrder(1, 0)]);
  const restored = createInteractionShard({ from: first.snapshot() });
  for (const shard of [first, restored]) {
    applyAll(shard, [ofOrder(2, 1), ofOrder(3, 23 * 60)]);
    assert.equal(counted(shard), 1);
    // Each in an hour of its own, since a shopper counts once an hour for a product.
    const others = [{ orderId: 'o2' }, { lineId: '2' }, { userId: 'v' }];
    applyAll(shard, [...others.map((other, n) => ofOrder(4 + n, 60 + 60 * n, other)), ofOrder(9, 25 * 60)]);
    assert.equal(counted(shard), 5, 'control: another order, line, shopper, and 25 hours later');
  }
});

/** The sum of what trending counts of a product in an hour. */
function countedIn(shard: InteractionShard, productId: string, hour: number): number {
  const { hours, items } = shard.scope(1) ?? assert.fail('no events');
  let sum = 0;
  hours.sumsOf(3_600_000, (hour + 1) * 3_600_000 - 1).each((item, _weight, count) => {
    if (items.nameOf(item) === productId) sum += count;
  });
  return sum;
}

test('one shopper makes no trend: what one does again to a product in an hour counts once, wherever the shard was stored', () => {
  const views = (userId: string, from: number, count: number, minute = 0) =>
    Array.from({ length: count }, (_, n) => event(from + n, 'product_viewed', userId, 'a', minute, `s${n}`));
  const half = applyAll(createInteractionShard(), views('bot', 1, 500));
  const restored = createInteractionShard({ from: half.snapshot() });
  for (const shard of [half, restored]) {
    applyAll(shard, [...views('bot', 501, 500), ...views('u', 2_000, 1), ...views('v', 2_001, 1)]);
    applyAll(shard, [event(2_010, 'add_to_cart', 'bot', 'a', 1), event(2_011, 'product_viewed', 'bot', 'b', 1)]);
    applyAll(shard, views('bot', 3_000, 9, 61));
    assert.deepEqual(
      [countedIn(shard, 'a', 0), countedIn(shard, 'b', 0)],
      [4, 1],
      'three shoppers, one of whom put it into a cart',
    );
    assert.equal(countedIn(shard, 'a', 1) - countedIn(shard, 'a', 0), 1, 'an hour later it counts again');
  }
});

test('what did not count is not taken back', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'add_to_cart', 'u', 'a', 0),
    event(2, 'remove_from_cart', 'u', 'a', 1),
    event(3, 'add_to_cart', 'u', 'a', 2),
    event(4, 'remove_from_cart', 'u', 'a', 3),
    event(5, 'product_viewed', 'v', 'a', 4),
  ]);
  assert.equal(countedIn(shard, 'a', 0), 1);
});

test('snapshots of before lines of orders, touches by the hour and busy hours were kept are read', () => {
  const whole = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'a', 0)]).snapshot();
  const [linesBytes, touchesBytes, ratesBytes] = [12, 24, 24];
  const cut = (format: number, bytes: number) => {
    const before = Buffer.from(whole.subarray(0, whole.length - bytes));
    before.writeUInt32LE(format, 0);
    return createInteractionShard({ from: before });
  };
  for (const [format, bytes] of [
    [11, ratesBytes],
    [10, ratesBytes + touchesBytes],
    [9, ratesBytes + touchesBytes + linesBytes],
  ] as const) {
    const restored = cut(format, bytes);
    assert.deepEqual([restored.scope(1)?.items.size, restored.scope(1)?.shoppers.size], [1, 1]);
    assert.throws(() => cut(format, bytes + 1), RangeError, 'control');
  }
  assert.throws(() => cut(8, 0), RangeError);
});

test('a parked state of before busy hours were kept is brought back', () => {
  const shard = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'a', 0)]);
  const state = atOnce(shard.stateSteps(1));
  const noBusyHours = createByteWriter();
  atOnce(createBusyHours().write(noBusyHours));
  const former = state.subarray(0, state.length - noBusyHours.finish().length);
  shard.park(1);
  assert.throws(() => shard.bringBack(1, former.subarray(0, former.length - 1)), RangeError, 'control');
  shard.bringBack(1, former);
  assert.deepEqual([shard.scope(1)?.items.size, shard.scope(1)?.busy.above(0)], [1, []]);
  assert.deepEqual(atOnce(shard.stateSteps(1)), state);
});

test('sessions follow the session id, else a gap of 30 minutes', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'product_viewed', 'u', 'a', 0),
    event(2, 'product_viewed', 'u', 'b', 30),
    event(3, 'product_viewed', 'u', 'c', 61),
    event(4, 'product_viewed', 'u', 'd', 62, 'own'),
  ]);
  const { sessions: all, items } = shard.scope(1) ?? assert.fail('no events');
  const sessions = [0, 1, 2].map((number) => Array.from(all.sets.itemsOf(number), items.nameOf));
  assert.deepEqual(sessions, [['a', 'b'], ['c'], ['d']]);
});

test('a visit knows what its shopper came back to, and a cart after a view of the same product is no return', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'product_viewed', 'u', 'a', 0),
    event(2, 'add_to_cart', 'u', 'a', 1),
    event(3, 'product_viewed', 'u', 'b', 2),
    event(4, 'product_viewed', 'u', 'b', 3),
    event(5, 'product_viewed', 'u', 'a', 4),
    event(6, 'product_viewed', 'u', 'b', 5),
    event(7, 'product_viewed', 'u', 'c', 6, 'own'),
  ]);
  const returnsOf = (of: InteractionShard) => {
    const { sessions, items } = of.scope(1) ?? assert.fail('no events');
    return [0, 1].map((slot) => Array.from(sessions.returnsAt(slot), items.nameOf));
  };
  assert.deepEqual(returnsOf(shard), [['b', 'a', 'b'], []]);
  assert.deepEqual(returnsOf(createInteractionShard({ from: shard.snapshot() })), [['b', 'a', 'b'], []]);
  shard.eraseShopper(1, 'u');
  assert.deepEqual(returnsOf(shard), [[], []]);
});

test('a session is found by its id alone, and is the one begun last if others have that id', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'product_viewed', 'u', 'a', 0, 's'),
    event(2, 'product_viewed', 'v', 'b', 1, 's'),
    event(3, 'product_viewed', 'u', 'c', 2, 's'),
  ]);
  const productsOf = (of: InteractionShard, sessionId: string) => {
    const { sessions, items } = of.scope(1) ?? assert.fail('no events');
    const number = sessions.findOfAnybody(sessionId);
    return number < 0 ? null : Array.from(sessions.sets.itemsOf(number), items.nameOf);
  };
  const restored = () => createInteractionShard({ from: shard.snapshot() });
  assert.deepEqual([productsOf(shard, 's'), productsOf(restored(), 's')], [['b'], ['b']]);
  assert.equal(productsOf(shard, 't'), null, 'control');
  shard.eraseShopper(1, 'v');
  assert.deepEqual(
    [productsOf(shard, 's'), productsOf(restored(), 's')],
    [
      ['a', 'c'],
      ['a', 'c'],
    ],
  );
  shard.eraseShopper(1, 'u');
  assert.deepEqual([productsOf(shard, 's'), productsOf(restored(), 's')], [null, null]);
});

test('impressions and removals say nothing of interest, and scopes do not mix', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'recommendation_impressed', 'u', 'a', 0),
    event(2, 'remove_from_cart', 'u', 'a', 0),
    event(3, 'product_viewed', 'u', 'a', 0, null, 2),
  ]);
  assert.equal(shard.scope(1)?.items.size, 0);
  assert.equal(shard.scope(3), undefined);
  assert.equal(shard.scope(2)?.shoppers.size, 1);
});

test('an erased shopper is gone from users and sessions; others stay', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'product_viewed', 'u', 'a', 0),
    event(2, 'product_viewed', 'v', 'a', 0),
  ]);
  shard.eraseShopper(1, 'u');
  const state = shard.scope(1) ?? assert.fail('no events');
  assert.deepEqual([state.shoppers.find('u'), state.shoppers.size], [-1, 1]);
  const { sets } = state.sessions;
  assert.equal(sets.countWith(state.items.find('a')), 1);
  assert.deepEqual([sets.itemsOf(0).length, sets.itemsOf(1).length], [0, 1]);
});

test('what an erased shopper did stays in the counts of interactions and orders, which name nobody', () => {
  const shard = applyAll(createInteractionShard(), [
    event(1, 'product_viewed', 'u', 'a', 0),
    event(2, 'purchase', 'u', 'a', 1),
    event(3, 'purchase', 'u', 'b', 1),
  ]);
  const countsOf = () => {
    const { baskets, hours, items } = shard.scope(1) ?? assert.fail('no events');
    const interactions: [string, number][] = [];
    hours.sumsOf(null, 0).each((item, _weight, count) => interactions.push([items.nameOf(item), count]));
    return { orders: baskets.ordersOfSeveral, interactions };
  };
  const before = countsOf();
  assert.equal(before.orders, 1);
  assert.deepEqual(new Map(before.interactions), new Map(Object.entries({ a: 2, b: 1 })));
  shard.eraseShopper(1, 'u');
  assert.deepEqual(countsOf(), before);
});

/** The snapshot of a shard, with the states of its parked scopes. */
function snapshotOf(shard: InteractionShard, states: ReadonlyMap<Scope, Buffer>): Buffer {
  const steps = shard.snapshotSteps();
  let step = steps.next();
  while (step.done !== true) step = steps.next(step.value && states.get(step.value.parked));
  return Buffer.concat(step.value);
}

test('a scope that is parked and brought back at any moment changes no byte', () => {
  fc.assert(
    fc.property(events, fc.nat(80), fc.nat(80), fc.constantFrom(1, 2), (list, first, second, scope) => {
      const [cut, back] = [Math.min(first, second), Math.max(first, second)];
      const whole = createInteractionShard();
      const parked = createInteractionShard();
      const states = new Map<Scope, Buffer>();
      for (const [n, each] of list.entries()) {
        if (n === cut && parked.scope(scope) !== undefined) {
          states.set(scope, atOnce(parked.stateSteps(scope)));
          parked.park(scope);
          assert.ok(parked.sizes().every((size) => size.scope !== scope));
        }
        const state = states.get(scope);
        if (parked.isParked(scope) && state !== undefined && (n >= back || each.scope === scope)) {
          assert.equal(parked.version(scope), whole.version(scope));
          assert.deepEqual(snapshotOf(parked, states), whole.snapshot());
          parked.bringBack(scope, state);
        }
        parked.apply(each);
        whole.apply(each);
      }
      assert.deepEqual(snapshotOf(parked, states), whole.snapshot());
    }),
    { seed: 6, numRuns: 100 },
  );
});

test('control: a parked scope is not asked and takes no event', () => {
  const shard = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'a', 0)]);
  const state = atOnce(shard.stateSteps(1));
  shard.park(1);
  const next = event(2, 'product_viewed', 'u', 'b', 1);
  assert.throws(() => shard.scope(1), /is parked/);
  assert.throws(() => shard.apply(next), /is parked/);
  assert.throws(() => shard.snapshot(), /is parked/);
  shard.bringBack(1, state);
  shard.apply(next);
  assert.equal(shard.scope(1)?.items.size, 2, 'the event that was refused is no repeat');
});

test('a snapshot of another format or cut short is refused', () => {
  const bytes = applyAll(createInteractionShard(), [event(1, 'product_viewed', 'u', 'a', 0)]).snapshot();
  assert.throws(() => createInteractionShard({ from: Buffer.from('{"format":1}') }), RangeError);
  assert.throws(() => createInteractionShard({ from: bytes.subarray(0, bytes.length - 9) }), RangeError);
});

test('a snapshot on paper that was used before takes hardly any new memory outside of the heap', () => {
  const shard = createInteractionShard();
  for (let n = 0; n < 8_000; n++)
    shard.apply(event(n, 'product_viewed', `u${n % 400}`, `p${(n * 7) % 1_001}`, n / 100, `s${n >> 2}`));
  const paper = createPaper(100);
  /** A collection in between may hide new memory, so that the most of some times counts. */
  const newBytes = (on?: Paper) => {
    let most = 0;
    for (let time = 0; time < 5; time++) {
      const before = process.memoryUsage().arrayBuffers;
      const steps = shard.snapshotSteps(on);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      if (time > 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      on?.giveBack(step.value);
    }
    return most;
  };
  const size = shard.snapshot().length;
  assert.ok(newBytes(paper) < size / 4);
  assert.ok(newBytes() >= size, 'control: on new paper');
});
