import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { plainEvent } from '#testing/plain.ts';
import { createRepeats } from './repeats.ts';

const dayMs = 86_400_000;
const click = (answer: number, change: Partial<ShopEvent> = {}): ShopEvent =>
  plainEvent({ type: 'recommendation_clicked', exposureId: Buffer.alloc(16, answer), ...change });

test('of the clicks, and of the impressions, of one product under one answer all but the first are repeats', () => {
  const isRepeat = createRepeats();
  const told = [
    click(1),
    click(1, { timestampMs: 5 }),
    click(1, { type: 'recommendation_impressed', timestampMs: 6 }),
    click(1, { productId: 'other', timestampMs: 7 }),
    click(2, { timestampMs: 8 }),
    click(1, { timestampMs: dayMs }),
  ].map(isRepeat);
  assert.deepEqual(told, [false, true, false, false, false, true]);
});

test('control: events without an answer all count, however often they come', () => {
  const isRepeat = createRepeats();
  assert.deepEqual([click(1, { exposureId: null }), click(1, { exposureId: null })].map(isRepeat), [false, false]);
});

test('an answer is forgotten once no click of it can come any more', () => {
  const isRepeat = createRepeats();
  const told = [click(1), click(2, { timestampMs: 3 * dayMs }), click(1, { timestampMs: 3 * dayMs })].map(isRepeat);
  assert.deepEqual(told, [false, false, false]);
});
