import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import { recommendTrending } from './recommend-trending.ts';
import { windowText } from './window-text.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

test('a window is said in the hours or days that were counted, a begun hour as one', () => {
  for (const [windowMs, text] of [
    [60_000, 'in the last hour'],
    [hourMs, 'in the last hour'],
    [hourMs + 1, 'in the last 2 hours'],
    [dayMs, 'in the last 24 hours'],
    [73 * hourMs, 'in the last 73 hours'],
    [7 * dayMs, 'in the last 7 days'],
    [null, 'so far'],
  ] as const)
    assert.equal(windowText(windowMs), text);
});

test('a window that is longer than what is kept is the 31 days that are', () => {
  const shard = createInteractionShard();
  const nowMs = 200 * dayMs;
  for (const [n, agoDays] of [0, 30, 60].entries())
    shard.apply(plainEvent({ id: Buffer.alloc(16, n + 1), timestampMs: nowMs - agoDays * dayMs }));
  const shards = [shard.scope(1) ?? assert.fail('the events are there')];
  const [best] = recommendTrending(shards, 90 * dayMs, nowMs, 10);
  assert.equal(windowText(best?.evidence.windowMs ?? null), 'in the last 31 days');
  assert.deepEqual(best?.evidence, { kind: 'trending', interactions: 2, windowMs: 31 * dayMs });
});
