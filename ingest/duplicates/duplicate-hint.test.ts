import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { eventIdentity } from '#domain/events/identity.ts';
import { createDuplicateHint, hintHorizonMs } from './duplicate-hint.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 2, 1);
const idOf = (user: string, timestampMs: number) =>
  eventIdentity(
    {
      scope: 1,
      type: 'product_viewed',
      userId: user,
      productId: 'mug',
      timestampMs,
      placementId: null,
      orderId: null,
      clientEventId: null,
    },
    (text) => hash('sha256', text, 'buffer'),
  );

test('a hint remembers for its horizon and forgets after a few rotations', () => {
  const hint = createDuplicateHint();
  const id = idOf('a', startMs);
  assert.equal(hint.has(id), false);
  hint.remember(id, startMs);
  for (let at = startMs; at < startMs + hintHorizonMs; at += minuteMs) {
    hint.remember(idOf('other', at), at);
    assert.equal(hint.has(id), true);
  }
  for (let at = startMs + hintHorizonMs; at <= startMs + 2 * hintHorizonMs; at += minuteMs)
    hint.remember(idOf('other', at), at);
  assert.equal(hint.has(id), false);
});

test('a cold hint decides nothing alone; a warm one what happened after its warm-up began', () => {
  const hint = createDuplicateHint();
  assert.equal(hint.decidesAlone(startMs), false);
  hint.coverSince(startMs);
  assert.deepEqual([hint.decidesAlone(startMs), hint.decidesAlone(startMs + 1)], [false, true]);
});

test('a hint no longer decides about the times of what it forgot, and only about those', () => {
  const hint = createDuplicateHint({ generationSlots: 4096, rotateMs: minuteMs });
  hint.coverSince(startMs - hintHorizonMs);
  hint.remember(idOf('a', startMs + 3_000), startMs);
  for (let n = 1; n <= 4; n += 1) hint.remember(idOf('b', startMs + n * minuteMs), startMs + n * minuteMs);
  assert.equal(hint.has(idOf('a', startMs + 3_000)), false);
  assert.deepEqual([hint.decidesAlone(startMs + 3_000), hint.decidesAlone(startMs + 3_001)], [false, true]);
});

test('a full generation is rotated early: memory is bounded, and what was forgotten is known to be', () => {
  const hint = createDuplicateHint({ generationSlots: 64, rotateMs: hintHorizonMs });
  hint.coverSince(startMs - 1);
  for (let n = 0; n < 1_000; n += 1) hint.remember(idOf(`user-${n}`, startMs + n), startMs);
  assert.ok(hint.sizeBytes <= 4 * 64 * 16);
  assert.equal(hint.has(idOf('user-0', startMs)), false);
  assert.equal(hint.decidesAlone(startMs), false);
  for (let n = 0; n < 1_000; n += 1)
    assert.ok(hint.has(idOf(`user-${n}`, startMs + n)) || !hint.decidesAlone(startMs + n));
  assert.equal(hint.has(idOf('user-999', startMs + 999)), true);
});
