import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoHistory, demoWeeks } from './history.ts';

const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 9));

test('a demo of weeks has some 10,000 events and at most 20,000, whenever it is made, and none of the future', () => {
  for (const endMs of months) {
    const events = [...demoHistory(endMs, demoWeeks)];
    assert.ok(events.length > 10_000 && events.length <= 20_000, `${events.length} events by ${new Date(endMs)}`);
    assert.ok(events.every(({ timestamp }) => Date.parse(timestamp) < endMs));
  }
});

test('the same end gives the same events, another one others', () => {
  const [endMs = 0] = months;
  const first = [...demoHistory(endMs, demoWeeks)];
  assert.deepEqual([...demoHistory(endMs, demoWeeks)], first);
  assert.notDeepEqual([...demoHistory(endMs + 1, demoWeeks)], first, 'control');
});
