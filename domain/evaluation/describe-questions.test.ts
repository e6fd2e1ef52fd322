import assert from 'node:assert/strict';
import test from 'node:test';
import { describeSteps } from './describe-questions.ts';
import { createTimeline } from './timeline.ts';
import { walkTimeline } from './walk-timeline.ts';

test('what data is like, counted by hand: u does a, b, a and the order b c; v does a and d', () => {
  const timeline = createTimeline();
  for (const [n, act] of ['u a', 'u b', 'v a', 'u a', 'v d'].entries()) {
    const [userId = '', productId = ''] = act.split(' ');
    const timestampMs = n * 1_000;
    timeline.add({ type: 'product_viewed', userId, productId, timestampMs, sessionId: null, orderId: null });
  }
  for (const productId of ['b', 'c'])
    timeline.add({ type: 'purchase', userId: 'u', productId, timestampMs: 9_000, sessionId: null, orderId: 'o' });
  const steps = describeSteps(walkTimeline(timeline, { untilMs: 3_000, delayMs: 0 }));
  for (;;) {
    const { done, value } = steps.next();
    if (done !== true) continue;
    assert.deepEqual(value, {
      events: 7,
      ofType: { product_viewed: 5, purchase: 2 },
      shoppers: 2,
      visits: 2,
      products: 4,
      fromMs: 0,
      toMs: 9_000,
      questions: 3,
      clusters: 2,
      askedFromMs: 3_000,
      // a again; of d and of the order (b again, c new) neither is a repeat.
      repeats: 1 / 3,
      // d; of the order b was known.
      unknown: 1 / 3,
      several: 1 / 3,
      past: { p50: 2, p95: 3, most: 3 },
      // One product of four is the most touched percent: a, in 3 of 7 events.
      topPercent: 3 / 7,
    });
    return;
  }
});
