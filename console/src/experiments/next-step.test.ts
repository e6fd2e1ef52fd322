import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStepOf } from './next-step.ts';

const seen = (status: 'running' | 'completed', decision: string, daysLeft: number | null = null, sampleSize = 900) =>
  nextStepOf({ status, results: { sampleSize, verdict: { decision, daysLeft } } });

test('while it runs, the badge is what the verdict asks for', () => {
  assert.equal(seen('running', 'ship').text, 'ship');
  assert.equal(seen('running', 'roll_back').text, 'roll back');
  assert.equal(seen('running', 'blocked').text, 'unhealthy');
  assert.equal(seen('running', 'wait', 3.2).text, 'about 4 days left');
  assert.equal(seen('running', 'wait', 0.5).text, 'about 1 day left');
  assert.equal(seen('running', 'wait').text, 'too early');
  assert.equal(seen('running', 'wait', null, 0).text, 'no data');
});

test('once it is complete, the badge is how it went', () => {
  assert.equal(seen('completed', 'ship').text, 'won');
  assert.equal(seen('completed', 'roll_back').text, 'lost');
  assert.equal(seen('completed', 'keep').text, 'inconclusive');
  assert.equal(seen('completed', 'wait', null, 0).text, 'inconclusive');
});

test('what does harm comes first, what is decided next, what goes well by itself later', () => {
  const order = [
    seen('running', 'roll_back'),
    seen('running', 'ship'),
    nextStepOf({ status: 'paused' }),
    nextStepOf({ status: 'draft' }),
    seen('running', 'wait', 3),
    seen('completed', 'ship'),
  ].map(({ urgency }) => urgency);
  assert.deepEqual(order, order.toSorted());
});
