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
    wire: { eventType: 'product_viewed', userId, productId: 'mug', timestamp: '2026-03-01T00:00:00.000Z' },
  }));
  const parts = { catalog: { has: () => true }, duplicates: { isArchivedMonth: () => false } };
  return judgeEvents(parts, 1, wires, nowMs);
}

const statuses = (judged: readonly Judged[]) => judged.map(({ status }) => status);

test('new events are reserved; a duplicate within the request waits for the request itself', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const judged = judgedViews('a', 'b', 'a');
  const { reservation, fresh, awaited } = reserveNew(duplicates, judged);
  assert.deepEqual(statuses(judged), ['new', 'new', 'duplicate']);
  assert.deepEqual(
    fresh.map(({ index }) => index),
    [0, 1],
  );
  assert.deepEqual([...awaited], [reservation.outcome]);
});

test('what another request is at is a duplicate that waits for that one', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const first = reserveNew(duplicates, judgedViews('a'));
  const judged = judgedViews('a');
  const second = reserveNew(duplicates, judged);
  assert.deepEqual(statuses(judged), ['duplicate']);
  assert.deepEqual([...second.awaited], [first.reservation.outcome]);
});

test('what the hint knows is a duplicate that waits for nothing', () => {
  const duplicates = { hint: createDuplicateHint(), inFlight: createInFlight() };
  const [known] = reserveNew(duplicates, judgedViews('a')).fresh;
  duplicates.hint.remember(known!.event.id, nowMs);
  const other = { hint: duplicates.hint, inFlight: createInFlight() };
  const judged = judgedViews('a', 'b');
  assert.deepEqual(reserveNew(other, judged).awaited.size, 0);
  assert.deepEqual(statuses(judged), ['duplicate', 'new']);
});

test('a refused event is left alone', () => {
  const judged = judgedViews('a', '');
  const { fresh } = reserveNew({ hint: createDuplicateHint(), inFlight: createInFlight() }, judged);
  assert.deepEqual([statuses(judged), fresh.length], [['new', 'refused'], 1]);
});
