import assert from 'node:assert/strict';
import test from 'node:test';
import type { Step } from './question.ts';
import { splitTimeOf } from './split-time.ts';
import { createTimeline, type TimelineEvent } from './timeline.ts';
import { walkTimeline } from './walk-timeline.ts';

const timelineOf = (events: readonly Partial<TimelineEvent>[]) => {
  const timeline = createTimeline();
  for (const event of events)
    timeline.add({
      type: 'product_viewed',
      userId: 'u',
      productId: 'p',
      timestampMs: 0,
      sessionId: null,
      orderId: null,
      ...event,
    });
  return timeline;
};
const shown = (step: Step): string =>
  step.does === 'learn'
    ? `learn ${step.event.userId} ${step.event.productId}`
    : `ask ${step.question.asked.userId} [${step.question.asked.visit}] [${step.question.asked.history()}] for ${step.question.targets}`;
const walked = (events: readonly Partial<TimelineEvent>[], untilMs: number, delayMs = 0) =>
  [...walkTimeline(timelineOf(events), { untilMs, delayMs })].map(shown);

test('each event from the split on is asked for before it is learnt, by whoever has a past', () => {
  assert.deepEqual(
    walked(
      [
        { userId: 'v', productId: 'c', timestampMs: 30 },
        { userId: 'u', productId: 'a', timestampMs: 10 },
        { userId: 'u', productId: 'b', timestampMs: 20 },
        { userId: 'v', productId: 'd', timestampMs: 40 },
      ],
      20,
    ),
    ['learn u a', 'ask u [a] [a] for b', 'learn u b', 'learn v c', 'ask v [c] [c] for d', 'learn v d'],
  );
});

test('a visit ends with its id, or with half an hour of rest; the past does not', () => {
  const hourMs = 3_600_000;
  assert.deepEqual(
    walked(
      [
        { productId: 'a', timestampMs: 0 },
        { productId: 'b', timestampMs: hourMs },
        { productId: 'c', timestampMs: hourMs + 1, sessionId: 's' },
        { productId: 'd', timestampMs: hourMs + 2, sessionId: 's' },
      ],
      1,
    ).filter((step) => step.startsWith('ask')),
    ['ask u [] [a] for b', 'ask u [] [a,b] for c', 'ask u [c] [a,b,c] for d'],
  );
});

test('the lines of an order are one question with several right products', () => {
  const line = { type: 'purchase', timestampMs: 20, orderId: 'o' } as const;
  assert.deepEqual(
    walked(
      [
        { productId: 'a', timestampMs: 10 },
        { ...line, productId: 'b' },
        { ...line, productId: 'c' },
      ],
      20,
    ),
    ['learn u a', 'ask u [a] [a] for b,c', 'learn u b', 'learn u c'],
  );
});

test('with a delay an event is learnt so much later; the visit is known at once', () => {
  assert.deepEqual(
    walked(
      [
        { productId: 'a', timestampMs: 10 },
        { productId: 'b', timestampMs: 20 },
        { productId: 'c', timestampMs: 30 },
      ],
      20,
      20,
    ),
    ['ask u [a] [a] for b', 'learn u a', 'ask u [a,b] [a,b] for c', 'learn u b', 'learn u c'],
  );
});

test('the split by a share never parts what happened at one time', () => {
  const timeline = timelineOf([0, 10, 20, 20, 20].map((timestampMs) => ({ timestampMs })));
  assert.equal(splitTimeOf(timeline, 0.6), 20);
  assert.equal(splitTimeOf(timeline, 0.2), 10);
});
