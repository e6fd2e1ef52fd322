import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInFlight } from '../repeats/in-flight.ts';
import { createRepeatHint } from '../repeats/repeat-hint.ts';
import { claimNew } from './claim-new.ts';
import { type Judged, judgeEvents } from './judge-events.ts';

const nowMs = Date.UTC(2026, 2, 1);

function judgedViews(...users: string[]): Judged[] {
  const wires = users.map((userId, index) => ({
    index,
    wire: { eventType: 'product_viewed', userId, productId: 'mug', timestamp: '2026-03-01T00:00:00.000Z' },
  }));
  const parts = { catalog: { has: () => true }, repeats: { isArchivedMonth: () => false } };
  return judgeEvents(parts, 1, wires, nowMs);
}

const statuses = (judged: readonly Judged[]) => judged.map(({ status }) => status);

test('new events are claimed; a repeat within the request waits for the request itself', () => {
  const repeats = { hint: createRepeatHint(), inFlight: createInFlight() };
  const judged = judgedViews('a', 'b', 'a');
  const { claim, fresh, awaited } = claimNew(repeats, judged);
  assert.deepEqual(statuses(judged), ['new', 'new', 'repeat']);
  assert.deepEqual(
    fresh.map(({ index }) => index),
    [0, 1],
  );
  assert.deepEqual([...awaited], [claim.outcome]);
});

test('what another request is at is a repeat that waits for that one', () => {
  const repeats = { hint: createRepeatHint(), inFlight: createInFlight() };
  const first = claimNew(repeats, judgedViews('a'));
  const judged = judgedViews('a');
  const second = claimNew(repeats, judged);
  assert.deepEqual(statuses(judged), ['repeat']);
  assert.deepEqual([...second.awaited], [first.claim.outcome]);
});

test('what the hint knows is a repeat that waits for nothing', () => {
  const repeats = { hint: createRepeatHint(), inFlight: createInFlight() };
  const [known] = claimNew(repeats, judgedViews('a')).fresh;
  repeats.hint.remember(known!.event.id, nowMs);
  const other = { hint: repeats.hint, inFlight: createInFlight() };
  const judged = judgedViews('a', 'b');
  assert.deepEqual(claimNew(other, judged).awaited.size, 0);
  assert.deepEqual(statuses(judged), ['repeat', 'new']);
});

test('a refused event is left alone', () => {
  const judged = judgedViews('a', '');
  const { fresh } = claimNew({ hint: createRepeatHint(), inFlight: createInFlight() }, judged);
  assert.deepEqual([statuses(judged), fresh.length], [['new', 'refused'], 1]);
});
