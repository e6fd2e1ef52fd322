import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { maxAheadMs } from '#domain/events/lateness.ts';
import { encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { judgeEvents } from '../steps/judge-events.ts';
import { hintHorizonMs } from './duplicate-hint.ts';
import { warmUp } from './warm-up.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-warm-up-'));
const eventCount = 500;
let log: EventLog;
let appendedAtMs: number;

before(async () => {
  log = await openEmbeddedLog({ dir, role: 'writer', synchronous: 'off' });
  appendedAtMs = Date.now();
  const parts = {
    catalog: { has: () => true },
    directory: { tenantOfScope: () => undefined },
    duplicates: { isArchivedMonth: () => false },
  };
  const wires = Array.from({ length: eventCount }, (_, n) => ({
    index: n,
    item: null,
    wire: { eventType: 'product_viewed', userId: `u-${n}`, productId: 'mug' },
  }));
  const events = judgeEvents(parts, 1, wires, appendedAtMs).flatMap(({ event }) => (event === null ? [] : [event]));
  await log.append('events', [
    ...events.map((event) => ({ key: eventKey(1, event.userId), value: encodeEvent(event) })),
    { key: eventKey(1, 'u-1'), value: encodeErasure({ scope: 1, userId: 'u-1', requestedAtMs: appendedAtMs }) },
    { key: eventKey(1, 'u-2'), value: Buffer.from('no record of ours') },
  ]);
});
after(async () => {
  await log.close();
  rmSync(dir, { recursive: true });
});

/** How many events a warm-up sees, and since when it says it knows all. */
async function seen(input: Partial<Parameters<typeof warmUp>[0]>) {
  let events = 0;
  const onEvent = () => {
    events += 1;
  };
  const coveredSinceMs = await warmUp({ log, merged: undefined, nowMs: Date.now(), onEvent, ...input });
  return { events, coveredSinceMs };
}

/** All but the last `left` records of each partition. */
async function mergedAllBut(left: bigint, isOnlyLog = true) {
  const { partitions } = await log.describe('events');
  return { nextOffsets: new Map(partitions.map(({ partition, high }) => [partition, high - left])), isOnlyLog };
}

test('the last 15 minutes are read, merged or not; erasures and broken records are passed over', async () => {
  const nowMs = Date.now();
  assert.deepEqual(await seen({ nowMs, merged: await mergedAllBut(0n) }), {
    events: eventCount,
    coveredSinceMs: nowMs - hintHorizonMs + maxAheadMs,
  });
  assert.equal((await seen({ merged: undefined })).events, eventCount);
});

test('control: what is older and merged is not read', async () => {
  const nowMs = Date.now() + 2 * hintHorizonMs;
  assert.equal((await seen({ nowMs, merged: await mergedAllBut(0n) })).events, 0);
  assert.equal((await seen({ nowMs, merged: undefined })).events, 0);
});

test('what is older and not merged yet is read from the committed position on', async () => {
  const nowMs = Date.now() + 2 * hintHorizonMs;
  assert.equal((await seen({ nowMs, merged: { nextOffsets: new Map(), isOnlyLog: true } })).events, eventCount);
  const { events } = await seen({ nowMs, merged: await mergedAllBut(10n) });
  assert.ok(events >= 38 && events <= 40, `${events} of the last 40 records`);
});

test('when more waits than may be read, the newest are, and it is known what was left out', async () => {
  const { events, coveredSinceMs } = await seen({ maxRecords: 100 });
  assert.ok(events >= 98 && events <= 100, `${events} events`);
  assert.ok(coveredSinceMs >= appendedAtMs + maxAheadMs);
});

test('after another log, or where Postgres cannot tell, a young log covers only what came since its first record', async () => {
  for (const merged of [await mergedAllBut(0n, false), undefined]) {
    const { coveredSinceMs } = await seen({ merged });
    assert.ok(coveredSinceMs >= appendedAtMs + maxAheadMs);
  }
});

test('what is not merged yet is seen first, and told: requests wait for no more', async () => {
  const whenTold = async (merged: Awaited<ReturnType<typeof mergedAllBut>> | undefined) => {
    let [events, told] = [0, -1];
    await warmUp({
      ...{ log, merged, nowMs: Date.now() },
      onEvent: () => events++,
      onUnmergedSeen: () => {
        told = events;
      },
    });
    return { told, events };
  };
  const { told, events } = await whenTold(await mergedAllBut(10n));
  assert.ok(told >= 38 && told <= 40, `${told} of the last 40 records`);
  assert.equal(events, eventCount, 'the rest comes after that');
  assert.deepEqual(await whenTold(await mergedAllBut(0n)), { told: 0, events: eventCount });
  assert.deepEqual(
    await whenTold(undefined),
    { told: eventCount, events: eventCount },
    'control: nobody else knows of it',
  );
});
