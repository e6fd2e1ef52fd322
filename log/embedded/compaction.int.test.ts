import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createLiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { plainItem } from '#testing/plain.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { decodeCatalogRecord } from '../catalog-record.ts';
import { catalogKey, encodeCatalogChange } from '../codec.ts';
import type { EventLog, LogRecord } from '../event-log.ts';
import { type Compaction, compactTopic } from './compact-topic.ts';
import { recordsOf } from './frame.ts';
import { type EmbeddedLogOptions, openEmbeddedLog } from './open-embedded-log.ts';
import { listSegments, openSegment, segmentFile } from './segment.ts';
import type { CompactionSettings } from './writer-protocol.ts';

let folder: string;
let dir: string;
let opened: EventLog[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-compaction-'));
  dir = join(folder, 'log');
});
afterEach(async () => {
  for (const log of opened) await log.close();
  opened = [];
  rmSync(folder, { recursive: true });
});

const hourMs = 3_600_000;
const always: CompactionSettings = { share: 0.1, minAgeMs: 0, tombstoneMs: hourMs };
const open = async (options: Pick<EmbeddedLogOptions, 'role'> & Partial<EmbeddedLogOptions>): Promise<EventLog> => {
  const log = await openEmbeddedLog({
    dir,
    topics: { catalog: { partitions: 1, retentionMs: null, compacted: true } },
    segmentBytes: 4_000,
    compaction: always,
    onUntidy: (topic, message) => assert.fail(`${topic}: ${message}`),
    ...options,
  });
  opened.push(log);
  return log;
};
const openCompacting = () => open({ role: 'writer', tidyMs: 10 });

function change(n: number, op: CatalogChange['op'], productId: string): { key: string; value: Buffer } {
  const item = plainItem({
    productId,
    name: `change ${n}`,
    description: 'd'.repeat(100),
  });
  const times = { receivedAtMs: n, createdAtMs: null };
  const value = encodeCatalogChange({ scope: 1, productId, op, ...times, item: op === 'delete' ? null : item });
  return { key: catalogKey(1, productId), value };
}

/** Seeded changes of few products. */
function changes(count: number, seed: number): ReturnType<typeof change>[] {
  const random = createRandom(seed);
  const ops = ['put', 'put', 'create', 'delete'] as const;
  return Array.from({ length: count }, (_, n) => change(n, random.pick(ops), `p${random.between(1, 12)}`));
}

async function appendInBatches(log: EventLog, all: readonly ReturnType<typeof change>[]): Promise<void> {
  for (let at = 0; at < all.length; at += 7) await log.append('catalog', all.slice(at, at + 7));
}

async function readAll(log: EventLog): Promise<LogRecord[]> {
  const high = (await log.describe('catalog')).partitions[0]?.high ?? -1n;
  const found: LogRecord[] = [];
  for (let at = 0n; at < high; ) {
    const { records } = await log.read('catalog', 0, at, { maxRecords: 50 });
    assert.notEqual(records.length, 0, `a reader at ${at} comes to the end at ${high}`);
    found.push(...records);
    at = (records.at(-1)?.offset ?? at) + 1n;
  }
  return found;
}

/** Returns what a reader of these records knows: each product with its newest name. */
function folded(records: readonly Pick<LogRecord, 'key' | 'value'>[]): string[] {
  const catalog = createLiveCatalog();
  for (const { key, value } of records) catalog.apply(decodeCatalogRecord({ key, value, offset: 0n, timestampMs: 0 }));
  return [...catalog.items(1)].map(({ productId, name }) => `${productId} ${name}`).sort();
}
const compactionOf = (settings: CompactionSettings, nowMs = Date.now()): Compaction => ({
  dir,
  topic: 'catalog',
  partitions: 1,
  synchronous: 'full',
  settings,
  closed: listSegments(dir, 'catalog').slice(0, -1),
  nowMs,
});
const runWhole = (compaction: Compaction) => [...compactTopic(compaction)];

/** Opens the log as a new reader. */
async function reading<T>(work: (log: EventLog) => Promise<T>): Promise<T> {
  const log = await openEmbeddedLog({ dir, role: 'reader' });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}
const content = () => reading((log) => readAll(log));

/** A log of these changes that is closed and was never compacted. */
async function makeLog(all: readonly ReturnType<typeof change>[]): Promise<void> {
  const log = await open({ role: 'writer', tidyMs: hourMs });
  await appendInBatches(log, all);
  await log.close();
}

test('while it is compacted, read in another handle and appended to, its fold is that of all that was appended', async () => {
  const sent = changes(700, 1);
  const log = await openCompacting();
  const reader = await open({ role: 'reader' });
  for (let at = 0; at < sent.length; at += 100) {
    await appendInBatches(log, sent.slice(at, at + 100));
    assert.deepEqual(folded(await readAll(reader)), folded(sent.slice(0, at + 100)));
  }
  await waitFor(
    async () => {
      const left = await readAll(reader);
      assert.deepEqual(folded(left), folded(sent));
      return left.length < 120;
    },
    () => 'most is gone',
  );
  for (const { offset, key, value } of await readAll(reader)) {
    const original = sent[Number(offset)];
    assert.deepEqual([key, value], [original?.key, original?.value], 'what stays, stays at its offset as it was');
  }
  const state = await reader.describe('catalog');
  assert.deepEqual([state.partitions[0]?.low, state.partitions[0]?.high], [0n, 700n]);
  await reader.close();
  await log.close();
  const again = await openCompacting();
  assert.deepEqual(await again.append('catalog', [change(700, 'put', 'p1')]), [{ partition: 0, offset: 700n }]);
  assert.deepEqual(folded(await readAll(again)), folded([...sent, change(700, 'put', 'p1')]));
  await again.close();
});

test('a tail that follows through the gaps ends with the same catalog, at the end of the log', async () => {
  const sent = changes(600, 2);
  const log = await openCompacting();
  const seen: LogRecord[] = [];
  const tail = await log.tail('catalog', new Map(), async ({ records }) => void seen.push(...records), {
    maxRecords: 5,
  });
  await appendInBatches(log, sent);
  await waitFor(
    async () => seen.at(-1)?.offset === 599n,
    () => `at the end, not at ${seen.at(-1)?.offset}`,
  );
  assert.deepEqual(folded(seen), folded(sent));
  await tail.close();
  await log.close();
});

test('the files take less room, and those that are left empty go, but for the one that says where the log begins', async () => {
  await makeLog(changes(500, 3));
  const bytes = () =>
    readdirSync(join(dir, 'catalog')).reduce((sum, name) => sum + statSync(join(dir, 'catalog', name)).size, 0);
  const before = { bytes: bytes(), segments: listSegments(dir, 'catalog').length };
  runWhole(compactionOf(always));
  assert.ok(bytes() < before.bytes / 2, `${bytes()} bytes, not half of ${before.bytes}`);
  assert.ok(listSegments(dir, 'catalog').length < before.segments / 2);
  assert.equal(listSegments(dir, 'catalog')[0], 0);
});

test('a reader in the middle of a segment reads it to its end as it was when it began', async () => {
  const sent = changes(300, 4);
  await makeLog(sent);
  const number = listSegments(dir, 'catalog')[1] ?? 0;
  const reader = openSegment(segmentFile(dir, 'catalog', number));
  const all = [...reader.frames(0, 0)].flatMap(recordsOf);
  const reading = reader.frames(0, 0);
  const found = recordsOf(reading.next().value as never);
  runWhole(compactionOf(always));
  for (const frame of reading) found.push(...recordsOf(frame));
  assert.deepEqual(found, all);
  const left = [...reader.frames(0, 0)].flatMap(recordsOf);
  assert.ok(left.length < all.length, 'control: whoever begins now sees less');
  reader.close();
});

test('ended at any step it loses nothing, and is completed by the next run', async () => {
  const sent = changes(250, 5);
  await makeLog(sent);
  const original = join(folder, 'original');
  cpSync(dir, original, { recursive: true });
  const steps = runWhole(compactionOf(always)).length;
  const complete = await content();
  assert.ok(steps > 25, `${steps} steps`);
  assert.ok(complete.length < sent.length / 2);
  for (let ended = 1; ended < steps; ended += 2) {
    rmSync(dir, { recursive: true });
    cpSync(original, dir, { recursive: true });
    const running = compactTopic(compactionOf(always));
    for (let step = 0; step < ended; step++) running.next();
    running.return(0);
    assert.deepEqual(folded(await content()), folded(sent), `ended after step ${ended}`);
    runWhole(compactionOf(always));
    assert.deepEqual(await content(), complete, `completed after step ${ended}`);
  }
});

test('a step reads and writes little, however large the log', async () => {
  await makeLog(changes(500, 6));
  const compaction = compactionOf(always);
  // A step is at most a segment here, of 4,000 bytes and a batch: each is read to note its keys, to count, and to rewrite.
  assert.ok(runWhole(compaction).length >= 3 * compaction.closed.length);
});

test('a deletion stays for its time after what it deleted has gone, and then goes; it is told below where', async () => {
  const sent = [change(0, 'put', 'gone'), change(1, 'delete', 'gone'), ...changes(300, 7)];
  await makeLog(sent);
  const now = Date.now();
  const deletions = async () => (await content()).filter(({ key }) => key === catalogKey(1, 'gone')).length;
  const forgotten = () => reading(async (log) => (await log.describe('catalog')).partitions[0]?.forgottenBelow);
  assert.equal(await deletions(), 2);
  const settings = { ...always, share: 0 };
  runWhole(compactionOf(settings, now));
  assert.equal(await deletions(), 1, 'what it deleted has gone');
  runWhole(compactionOf(settings, now + hourMs - 1));
  assert.equal(await deletions(), 1, 'it stays');
  assert.equal(await forgotten(), undefined);
  runWhole(compactionOf(settings, now + hourMs));
  assert.equal(await deletions(), 0, 'it goes');
  assert.ok(((await forgotten()) ?? 0n) >= 2n);
  assert.deepEqual(folded(await content()), folded(sent));
});

test('control: below the share that pays, and of records that are too young, nothing is touched', async () => {
  const sent = changes(300, 8);
  await makeLog(sent);
  runWhole(compactionOf({ ...always, share: 0.99 }));
  runWhole(compactionOf({ ...always, minAgeMs: hourMs }));
  assert.equal((await content()).length, sent.length);
});
