import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDuplicateHint } from '../duplicates/duplicate-hint.ts';
import { createInFlight } from '../duplicates/in-flight.ts';
import { type Judged, judgeEvents } from './judge-events.ts';
import { reserveNew } from './reserve-new.ts';

const nowMs = Date.UTC(2026, 2, 1);

function judgedViews(...users: string[]): Judged[] {
  const wires = users.map((userId, index) => ({
    index,
    item: null,
    wire: { eventType: 'product_viewed', userId, productId: 'mug', timestamp: '2026-03-01T00:00:00.000Z' },
  }));
  const parts = {
    catalog: { has: () => true },
    directory: { tenantOfScope: () => undefined },
    duplicates: { isArchivedMonth: () => false },
  };
  return judgeEvents(parts, 1, wires, nowMs);
}

const indexes = (events: readonly Judged[]) => events.map(({ index }) => index);

test('new events are reserved; a duplicate within the request waits for the request itself', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const judged = judgedViews('a', 'b', 'a');
  const { reservation, fresh, awaited } = reserveNew(duplicates, judged);
  assert.deepEqual(indexes(fresh), [0, 1]);
  assert.deepEqual([...awaited], [reservation.outcome]);
});

test('what another request is at is a duplicate that waits for that one', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const first = reserveNew(duplicates, judgedViews('a'));
  const second = reserveNew(duplicates, judgedViews('a'));
  assert.deepEqual(second.fresh, []);
  assert.deepEqual([...second.awaited], [first.reservation.outcome]);
});

test('what the hint knows is a duplicate that waits for nothing', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const [known] = reserveNew(duplicates, judgedViews('a')).fresh;
  duplicates.hint.remember(known!.event.id, nowMs);
  const other = { hint: duplicates.hint, inFlight: createInFlight() };
  const { fresh, awaited } = reserveNew(other, judgedViews('a', 'b'));
  assert.deepEqual([indexes(fresh), awaited.size], [[1], 0]);
});

test('a refused event is left alone', () => {
  const judged = judgedViews('a', '');
  const { fresh } = reserveNew({ hint: createDuplicateHint(), inFlight: createInFlight() }, judged);
  assert.deepEqual(indexes(fresh), [0]);
});
