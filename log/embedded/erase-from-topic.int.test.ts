import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { filesWith } from '#testing/files-with.ts';
import { plainEvent } from '#testing/plain.ts';
import { waitFor } from '#testing/product.ts';
import { encodeErasure, encodeEvent, eventKey, isErasure } from '../codec.ts';
import type { LogRecord } from '../event-log.ts';
import { type ErasureWork, eraseFromTopic } from './erase-from-topic.ts';
import { type EmbeddedLog, type EmbeddedLogOptions, openEmbeddedLog } from './open-embedded-log.ts';
import { listSegments, segmentFile } from './segment.ts';

const shopper = 'ada-lovelace';
const hourMs = 3_600_000;
let folder: string;
let dir: string;
let log: EmbeddedLog;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-erasure-'));
  dir = join(folder, 'log');
  log = await openWriter();
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

const openWriter = (options: Partial<EmbeddedLogOptions> = {}): Promise<EmbeddedLog> =>
  openEmbeddedLog({
    dir,
    role: 'writer',
    topics: { events: { partitions: 1, retentionMs: null } },
    segmentBytes: 4_000,
    tidyMs: hourMs,
    onUntidy: (topic, message) => assert.fail(`${topic}: ${message}`),
    ...options,
  });

const recordOf = (n: number, userId: string) => ({
  key: eventKey(1, userId),
  value: encodeEvent(plainEvent({ userId, productId: `p${n}`, sessionId: `session of ${userId}` })),
});
const erase = (userId: string) =>
  log.append('events', [{ key: eventKey(1, userId), value: encodeErasure({ scope: 1, userId, requestedAtMs: 0 }) }]);

/** Appends events of five shoppers in turn, in groups, of which she is one. */
async function appendEvents(count: number): Promise<void> {
  const shoppers = [shopper, 'bob', 'carol', 'dave', 'erin'];
  const all = Array.from({ length: count }, (_, n) => recordOf(n, shoppers[n % 5] ?? ''));
  for (let at = 0; at < count; at += 7) await log.append('events', all.slice(at, at + 7));
}

async function readAll(from = 0n): Promise<LogRecord[]> {
  const high = (await log.describe('events')).partitions[0]?.high ?? -1n;
  const found: LogRecord[] = [];
  for (let at = from; at < high; ) {
    const { records } = await log.read('events', 0, at, { maxRecords: 50 });
    assert.notEqual(records.length, 0, `a reader at ${at} comes to the end at ${high}`);
    found.push(...records);
    at = (records.at(-1)?.offset ?? at) + 1n;
  }
  return found;
}
const work = (changes: Partial<ErasureWork> = {}): ErasureWork => ({
  dir,
  topic: 'events',
  partitions: 1,
  synchronous: 'full',
  closed: listSegments(dir, 'events').slice(0, -1),
  minAgeMs: 0,
  nowMs: Date.now() + hourMs,
  ...changes,
});
const plain = (records: readonly LogRecord[]) =>
  records.map(({ offset, key, value }) => `${offset} ${key} ${value?.toString('hex')}`);
const isHers = ({ key }: LogRecord) => key === eventKey(1, shopper);

test('an erased shopper is in no segment but by her erasure, and all others are where they were', async () => {
  await appendEvents(400);
  await erase(shopper);
  await appendEvents(200);
  const before = await readAll();
  const erasure = before.find(({ value }) => isErasure(value)) ?? assert.fail();
  const kept = before.filter((record) => !isHers(record) || record.offset >= erasure.offset);
  assert.ok(before.length - kept.length === 80 && work().closed.length > 5, 'control: she is in several segments');
  assert.deepEqual(plain(await readAll()), plain(before), 'control: nothing goes by itself');
  [...eraseFromTopic(work())];
  assert.deepEqual(plain(await readAll()), plain(kept), 'what she does after it stays, and so does the erasure');
  for (const from of [1n, 99n, 250n, 333n])
    assert.deepEqual(plain(await readAll(from)), plain(kept.filter(({ offset }) => offset >= from)), `from ${from}`);
});

test('no file has bytes of hers any more, once the erasure itself is dropped', async () => {
  await appendEvents(300);
  await erase(shopper);
  for (let n = 0; n < 60; n++) await log.append('events', [recordOf(n, 'bob')]);
  const before = filesWith(dir, shopper);
  assert.ok(before.length > 3, 'control: the search finds her');
  [...eraseFromTopic(work())];
  const left = filesWith(dir, shopper);
  assert.equal(left.length, 1, `only her erasure names her: ${left.join(' ')}`);
  await log.close();
  log = await openWriter({ topics: { events: { partitions: 1, retentionMs: 0 } } });
  assert.deepEqual(filesWith(dir, shopper), []);
});

test('a run that was cut short anywhere is made good by the next', async () => {
  await appendEvents(300);
  await erase(shopper);
  await appendEvents(100);
  const reference = (await readAll()).filter(({ offset, key }) => key !== eventKey(1, shopper) || offset >= 300n);
  const steps = eraseFromTopic(work());
  for (let n = 0; n < 12; n++) assert.equal(steps.next().done, false, 'control: there is more to do');
  steps.return(0);
  assert.notDeepEqual(plain(await readAll()), plain(reference), 'control: it is half done');
  [...eraseFromTopic(work())];
  assert.deepEqual(plain(await readAll()), plain(reference));
});

test('a step writes little, however large the segment, so that appends wait for little', async () => {
  const segmentBytes = 600_000;
  await log.close();
  log = await openWriter({ segmentBytes });
  const shoppers = [shopper, 'bob'];
  const some = Array.from({ length: 50 }, (_, n) => recordOf(n, shoppers[n % 2] ?? ''));
  await erase('nobody');
  while (work().closed.length === 0) await log.append('events', some);
  await erase(shopper);
  while (work().closed.length === 1) await log.append('events', some);
  const [first = assert.fail()] = work().closed;
  const wal = `${segmentFile(dir, 'events', first)}-wal`;
  const sizeOf = () => statSync(wal, { throwIfNoEntry: false })?.size ?? 0;
  const written: number[] = [];
  let before = sizeOf();
  for (const _ of eraseFromTopic(work())) {
    written.push(sizeOf() - before);
    before = sizeOf();
  }
  const most = Math.max(...written);
  assert.ok(most > 0 && most <= 150_000, `${most} bytes in a step`);
  const all = written.reduce((sum, bytes) => sum + Math.max(0, bytes), 0);
  assert.ok(all > segmentBytes, `control: ${all} bytes in all of them`);
});

test('a segment is looked through once; one that is too young waits', async () => {
  await appendEvents(300);
  const steps = (changes: Partial<ErasureWork> = {}) => [...eraseFromTopic(work(changes))].length;
  assert.equal(steps({ minAgeMs: hourMs, nowMs: Date.now() }), 0);
  assert.ok(steps() > 0);
  assert.equal(steps(), 0);
});

test('a reader that reads on meanwhile keeps nothing of hers from going', async () => {
  await appendEvents(300);
  const reader = await openEmbeddedLog({ dir, role: 'reader' });
  try {
    await reader.read('events', 0, 0n, { maxRecords: 1_000 });
    await erase(shopper);
    for (let n = 0; n < 60; n++) await log.append('events', [recordOf(n, 'bob')]);
    for (const _ of eraseFromTopic(work())) await reader.read('events', 0, 0n, { maxRecords: 10 });
    assert.equal(filesWith(dir, shopper).length, 1);
    const { records } = await reader.read('events', 0, 0n, { maxRecords: 1_000 });
    assert.deepEqual(
      records.filter(isHers).map(({ value }) => isErasure(value)),
      [true],
    );
  } finally {
    await reader.close();
  }
});

test('a reader that was within a read just then keeps her bytes until the next run, which takes them', async () => {
  await appendEvents(300);
  await erase(shopper);
  for (let n = 0; n < 60; n++) await log.append('events', [recordOf(n, 'bob')]);
  const first = segmentFile(dir, 'events', listSegments(dir, 'events')[0] ?? 0);
  const reading = new DatabaseSync(first, { readOnly: true });
  try {
    reading.exec('BEGIN; SELECT count(*) FROM frames');
    [...eraseFromTopic(work())];
    assert.ok(filesWith(dir, shopper).length > 1, 'control: the reader keeps them');
    reading.exec('COMMIT');
    [...eraseFromTopic(work())];
    assert.equal(filesWith(dir, shopper).length, 1, 'only her erasure names her');
  } finally {
    reading.close();
  }
});

test('the writer does it by itself', async () => {
  await appendEvents(100);
  await erase(shopper);
  await appendEvents(100);
  await log.close();
  log = await openWriter({ tidyMs: 5, compaction: { minAgeMs: 0 } });
  await waitFor(
    async () => (await readAll()).filter(isHers).every(({ offset }) => offset >= 100n),
    () => 'she is taken out',
  );
});
