import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeText } from './change-text.ts';

const figure = (value: number, previous: number | null) => ({
  value,
  previous,
  change: previous === null || previous === 0 ? null : value / previous - 1,
  zeroBase: previous === 0,
});

test('a change is told in percent of the period before, with its sign', () => {
  assert.deepEqual(changeText(figure(125, 100)), { text: '+25.0 %', tone: 'up' });
  assert.deepEqual(changeText(figure(87.6, 100)), { text: '−12.4 %', tone: 'down' });
  assert.deepEqual(changeText(figure(100.01, 100)), { text: '±0 %', tone: 'same' });
});

test('from nothing there is no percentage: what is there is new', () => {
  assert.deepEqual(changeText(figure(3, 0)), { text: 'new', tone: 'up' });
  assert.equal(changeText(figure(0, 0)), null);
});

test('nothing is told where nothing was compared', () => {
  assert.equal(changeText(figure(3, null)), null);
});
