import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import { LogError, type NewRecord } from '#log/event-log.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { openExposureRecorder } from './record-exposures.ts';

const exposure = (requestId: string): Exposure => ({
  id: Buffer.alloc(16, 1),
  scope: 7,
  requestId,
  userId: 'ada',
  servedAtMs: 0,
  placementId: 'home',
  strategy: 'trending',
  isFallback: false,
  arm: null,
  productIds: ['p-1'],
  question: '{}',
  versions: '{}',
  propensity: null,
});

/** A log that answers each append by the next of these, and takes it once they have run out. */
function openRecorder({ answers = [], maxBytes }: { answers?: (Error | Promise<void>)[]; maxBytes?: number } = {}) {
  const taken: string[] = [];
  const keys = new Set<string>();
  const calls: number[] = [];
  const warnings: string[] = [];
  const called = Promise.withResolvers<void>();
  const append = async (topic: string, records: readonly NewRecord[]) => {
    assert.equal(topic, 'events');
    calls.push(records.length);
    called.resolve();
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    await answer;
    for (const { key, value } of records) {
      keys.add(key);
      const decoded = decodeEventsRecord(Buffer.from(value!));
      if (decoded.kind === 'exposure') taken.push(decoded.exposure.requestId);
    }
    return records.map((_, n) => ({ partition: 0, offset: BigInt(n) }));
  };
  const clock = { nowMs: 0 };
  const metrics = createMetrics();
  const recorder = openExposureRecorder(
    { append },
    {
      metrics,
      logger: { warn: (_: unknown, text?: string) => void warnings.push(text ?? '') },
      ...(maxBytes === undefined ? {} : { maxBytes }),
      now: () => clock.nowMs,
    },
  );
  const counted = async () =>
    (await metrics.registry.metrics()).match(/^exposures_\w+ \d+$/gm)?.map((line) => Number(line.split(' ')[1]));
  return { recorder, taken, keys, calls, warnings, clock, counted, called: called.promise };
}

test('answers reach the log under the key of their shopper, in their order, without anybody asking', async () => {
  const { recorder, taken, keys, called, counted } = openRecorder();
  for (const requestId of ['a', 'b', 'c']) recorder.record(exposure(requestId));
  assert.deepEqual(taken, [], 'nothing is appended while the shopper waits');
  await called;
  await recorder.close();
  assert.deepEqual([taken, [...keys]], [['a', 'b', 'c'], ['7:ada']]);
  assert.deepEqual(await counted(), [3, 0]);
});

test('at the end what waits is appended, in pieces', async () => {
  const { recorder, taken, calls } = openRecorder();
  for (let n = 0; n < 1_001; n += 1) recorder.record(exposure(String(n)));
  await recorder.close();
  assert.deepEqual([taken.length, calls], [1_001, [1_000, 1]]);
});

test('what the log refuses is appended again; what it will never take is dropped', async () => {
  const refusals = [new LogError('queue_full', 'full'), new LogError('record_too_large', 'large')];
  const { recorder, taken, called, counted, calls } = openRecorder({ answers: refusals });
  recorder.record(exposure('a'));
  await called;
  await recorder.close();
  assert.equal(calls.length, 2);
  assert.deepEqual([taken, await counted()], [[], [0, 1]]);
});

test('beyond its bytes answers are dropped and counted, and told for a minute; those that wait are not lost', async () => {
  const stall = Promise.withResolvers<void>();
  const { recorder, taken, counted, clock, called } = openRecorder({ answers: [stall.promise], maxBytes: 1_000 });
  for (let n = 0; n < 50; n += 1) recorder.record(exposure(String(n)));
  await called;
  const { count, isRecent } = recorder.dropped();
  assert.ok(count > 0 && count < 50, `${count} are dropped`);
  assert.ok(isRecent);
  clock.nowMs = 60_000;
  assert.ok(!recorder.dropped().isRecent);
  stall.resolve();
  await recorder.close();
  assert.deepEqual(await counted(), [50 - count, count]);
  assert.deepEqual(
    taken,
    Array.from({ length: 50 - count }, (_, n) => String(n)),
  );
});

test('what the log does not take at the end is dropped and counted', async () => {
  const refuse = () => new LogError('unavailable', 'gone');
  const { recorder, counted, warnings } = openRecorder({ answers: Array.from({ length: 5 }, refuse) });
  recorder.record(exposure('a'));
  await recorder.close();
  assert.deepEqual([await counted(), warnings.length], [[0, 1], 1]);
});

test('the queue tells how many answers wait and for how long the oldest has', async () => {
  const { recorder, clock } = openRecorder();
  recorder.record(exposure('a'));
  clock.nowMs = 40;
  recorder.record(exposure('b'));
  assert.deepEqual([recorder.queue.size(), recorder.queue.ageMs()], [2, 40]);
  await recorder.close();
  assert.deepEqual([recorder.queue.size(), recorder.queue.ageMs()], [0, 0]);
});
