import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrderLineWindow } from '#domain/events/order-line-window.ts';
import { createDuplicateHint } from '../duplicates/duplicate-hint.ts';
import { createInFlight } from '../duplicates/in-flight.ts';
import type { ToldLine } from '../duplicates/open-duplicates.ts';
import { type Judged, judgeEvents, type ValidEvent } from './judge-events.ts';
import { reserveNew } from './reserve-new.ts';

const nowMs = Date.UTC(2026, 2, 1);

function judgedViews(...users: string[]): Judged[] {
  const wires = users.map((userId, index) => ({
    index,
    item: null,
    wire: { eventType: 'product_viewed', userId, productId: 'mug', timestamp: '2026-03-01T00:00:00.000Z' },
  }));
  return judgeAll(wires);
}

function judgeAll(wires: Parameters<typeof judgeEvents>[2]): Judged[] {
  const parts = {
    catalog: { has: () => true },
    directory: { tenantOfScope: () => undefined },
    duplicates: { isArchivedMonth: () => false },
  };
  return judgeEvents(parts, 1, wires, nowMs);
}

/** Purchases of one order line, each told so many minutes after the first. */
function judgedLines(...minutes: number[]): Judged[] {
  const wires = minutes.map((minute, index) => ({
    index,
    item: null,
    wire: {
      eventType: 'purchase',
      userId: 'a',
      productId: 'mug',
      eventId: `page-${minute}`,
      timestamp: new Date(nowMs - 86_400_000 * 3 + minute * 60_000).toISOString(),
      metadata: { price: 1, orderId: 'o' },
    },
  }));
  return judgeAll(wires);
}

const newDuplicates = () => ({
  hint: createDuplicateHint(),
  inFlight: createInFlight(),
  orderLines: createOrderLineWindow<ToldLine>(10),
});

const indexes = (events: readonly Judged[]) => events.map(({ index }) => index);

test('new events are reserved; a duplicate within the request waits for the request itself', () => {
  const duplicates = newDuplicates();
  const judged = judgedViews('a', 'b', 'a');
  const { reservation, fresh, awaited } = reserveNew(duplicates, judged);
  assert.deepEqual(indexes(fresh), [0, 1]);
  assert.deepEqual([...awaited], [reservation.outcome]);
});

test('what another request is at is a duplicate that waits for that one', () => {
  const duplicates = newDuplicates();
  const first = reserveNew(duplicates, judgedViews('a'));
  const second = reserveNew(duplicates, judgedViews('a'));
  assert.deepEqual(second.fresh, []);
  assert.deepEqual([...second.awaited], [first.reservation.outcome]);
});

test('what the hint knows is a duplicate that waits for nothing', () => {
  const duplicates = newDuplicates();
  const [known] = reserveNew(duplicates, judgedViews('a')).fresh;
  duplicates.hint.remember(known!.event.id, nowMs);
  const other = { ...newDuplicates(), hint: duplicates.hint };
  const { fresh, awaited } = reserveNew(other, judgedViews('a', 'b'));
  assert.deepEqual([indexes(fresh), awaited.size], [[1], 0]);
});

test('a refused event is left alone', () => {
  const judged = judgedViews('a', '');
  const { fresh } = reserveNew(newDuplicates(), judged);
  assert.deepEqual(indexes(fresh), [0]);
});

test('an order line that is told again within a day is the event that told it first, also while that is appended', () => {
  const duplicates = newDuplicates();
  const [first, reload, nextDay] = judgedLines(0, 1, 25 * 60);
  const { fresh, reservation } = reserveNew(duplicates, [first!]);
  const again = reserveNew(duplicates, [reload!, nextDay!]);
  assert.deepEqual([indexes(fresh), indexes(again.fresh)], [[0], [2]]);
  assert.equal(again.toldBefore.get(reload as ValidEvent)?.id, first!.event?.id);
  assert.deepEqual([...again.awaited], [reservation.outcome]);
});

test('an order line whose append failed was not told: it is new when it comes again', async () => {
  const duplicates = newDuplicates();
  const [first, reload] = judgedLines(0, 1);
  const { reservation } = reserveNew(duplicates, [first!]);
  await assert.rejects(reservation.during(() => Promise.reject(new Error('disk full'))));
  assert.deepEqual(indexes(reserveNew(duplicates, [reload!]).fresh), [1]);
});
