import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServerTimes, type ServerTimes } from './server-times.ts';

const event = { eventType: 'purchase', userId: 'u', productId: 'p', eventId: 'e-1' };
const nowMs = 5_000;
const nobodyKnows = async (unknown: readonly unknown[]) => unknown.map(() => undefined);
const timeOf = async (times: ServerTimes, scope = 1, change: Partial<typeof event> = {}) =>
  (await times.timesOf(scope, [{ ...event, ...change }], nowMs, nobodyKnows))[0];

test('an event without a time gets the time of its first arrival again', async () => {
  const times = createServerTimes();
  assert.equal(await timeOf(times), nowMs);
  assert.deepEqual(await times.timesOf(1, [event], nowMs + 1, nobodyKnows), [nowMs]);
  times.remember(1, { ...event, eventId: 'from the log' }, 1_000);
  assert.equal(await timeOf(times, 1, { eventId: 'from the log' }), 1_000);
});

test('another scope, shopper, product, type or event id is another event', async () => {
  const times = createServerTimes();
  times.remember(1, event, 1_000);
  assert.equal(await timeOf(times, 2), nowMs);
  for (const field of ['eventType', 'userId', 'productId', 'eventId'])
    assert.equal(await timeOf(times, 1, { [field]: 'other' }), nowMs);
});

test('only what is not known is looked up, each event once; what is found goes before the time of arrival', async () => {
  const times = createServerTimes();
  times.remember(1, event, 1_000);
  const [found, unheard] = [
    { ...event, eventId: 'found' },
    { ...event, eventId: 'unheard' },
  ];
  const asked: unknown[] = [];
  const given = await times.timesOf(1, [found, event, unheard, { ...found }], nowMs, async (unknown) => {
    asked.push(...unknown);
    return [2_000, undefined];
  });
  assert.deepEqual(given, [2_000, 1_000, nowMs, 2_000]);
  assert.deepEqual(asked.length, 2);
});

test('a retry that comes while its first copy is looked up waits for that, and has the same time', async () => {
  const times = createServerTimes();
  const stored = Promise.withResolvers<number[]>();
  const first = times.timesOf(1, [event], nowMs, () => stored.promise);
  const retry = times.timesOf(1, [{ ...event }], nowMs + 1, () => assert.fail('looked up twice'));
  stored.resolve([1_000]);
  assert.deepEqual([await first, await retry], [[1_000], [1_000]]);
});

test('a look that fails fails all that wait for it, and the next one looks again', async () => {
  const times = createServerTimes();
  const down = () => Promise.reject(new Error('down'));
  const both = [times.timesOf(1, [event], nowMs, down), times.timesOf(1, [event], nowMs, down)];
  for (const one of both) await assert.rejects(one, /down/);
  assert.equal(await timeOf(times), nowMs);
});

test('memory is bounded: the oldest times go first', async () => {
  const times = createServerTimes(10);
  for (let n = 0; n < 25; n += 1) times.remember(1, { ...event, eventId: `e-${n}` }, n);
  assert.equal(await timeOf(times, 1, { eventId: 'e-0' }), nowMs);
  assert.equal(await timeOf(times, 1, { eventId: 'e-24' }), 24);
});
