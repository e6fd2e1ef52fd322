import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encodeErasure } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { LogRecord } from '#log/event-log.ts';
import { recordOf } from '#testing/facts.ts';
import { plainExposure } from '#testing/plain.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { readTopic, startsOf } from './read-topic.ts';
import { createRecordFilter, type RecordFilter } from './record-filter.ts';

let dir: string;
let log: EmbeddedLog;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-topics-'));
  log = await openEmbeddedLog({ dir, role: 'writer', synchronous: 'off' });
  for (let n = 0; n < 30; n++) {
    const fields = { userId: `shopper-${n % 5}`, productId: `p${n}`, timestampMs: n };
    const type = n % 3 === 0 ? 'purchase' : 'product_viewed';
    await log.append('events', [recordOf(identifiedEvent({ ...fields, type, scope: (n % 2) + 1 }))]);
    // The next record has another time.
    for (const now = Date.now(); Date.now() === now; ) await new Promise(setImmediate);
  }
  await log.append('events', [recordOf(plainExposure({ userId: 'shopper-1', id: Buffer.alloc(16, 1) }))]);
  await log.append('events', [
    { key: '1:shopper-1', value: encodeErasure({ scope: 1, userId: 'shopper-1', requestedAtMs: 0 }) },
  ]);
});
after(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

const everything: RecordFilter = { scopes: null, id: null, types: null };
async function read(fromMs: number | null, untilMs: number | null, filter: Partial<RecordFilter> = {}) {
  const isWanted = createRecordFilter({ ...everything, ...filter });
  const found: LogRecord[] = [];
  for await (const { record } of readTopic(log, 'events', { fromMs, untilMs }))
    if (isWanted(record)) found.push(record);
  return found;
}
const byTime = (records: readonly LogRecord[]) => [...records].sort((a, b) => a.timestampMs - b.timestampMs);

test('a time in the middle of the log parts its records, none twice and none lost', async () => {
  const all = byTime(await read(null, null));
  assert.equal(all.length, 32);
  for (const at of [0, 1, 7, 16, 31]) {
    const timeMs = all[at]?.timestampMs ?? 0;
    const [before, from] = [byTime(await read(null, timeMs)), byTime(await read(timeMs, null))];
    assert.equal(before.length, all.filter((record) => record.timestampMs < timeMs).length);
    assert.equal(from.length, all.length - before.length);
    assert.ok(from.every((record) => record.timestampMs >= timeMs));
  }
  const last = (all.at(-1)?.timestampMs ?? 0) + 1;
  assert.deepEqual(await read(last, null), [], 'behind the end there is nothing');
  assert.deepEqual(await read(null, 0), [], 'nor before the begin');
});

test('records are chosen by tenant, shopper and type, together and alone', async () => {
  assert.equal((await read(null, null, { scopes: [2] })).length, 15);
  assert.equal((await read(null, null, { scopes: [1, 2] })).length, 32);
  assert.equal((await read(null, null, { types: ['purchase'] })).length, 10);
  assert.equal((await read(null, null, { types: ['exposure', 'shopper_erased'] })).length, 2);
  assert.equal((await read(null, null, { id: 'shopper-1' })).length, 8);
  assert.equal((await read(null, null, { id: 'shopper-1', scopes: [1], types: ['exposure'] })).length, 1);
  assert.equal((await read(null, null, { id: 'shopper' })).length, 0, 'control: a part of an id is none');
});

test('who tails from now on begins at the end, and from a time on at its first record', async () => {
  const { partitions } = await log.describe('events');
  assert.deepEqual(
    [...(await startsOf(log, 'events', null)).values()],
    partitions.map(({ high }) => high),
  );
  assert.deepEqual(
    [...(await startsOf(log, 'events', 0)).values()],
    partitions.map(({ low }) => low),
  );
});
