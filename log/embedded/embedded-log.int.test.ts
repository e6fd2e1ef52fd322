import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { mountSmallDisk, noSmallDisk } from '#testing/small-disk.ts';
import { keepsTheLogContract } from '../event-log.contract.ts';
import type { LogError } from '../event-log.ts';
import { type TopicName, type TopicSettings, topicsOf } from '../topics.ts';
import { type Frame, recordsOf } from './frame.ts';
import { type EmbeddedLog, type EmbeddedLogOptions, openEmbeddedLog } from './open-embedded-log.ts';
import { listSegments, openSegment, segmentFile } from './segment.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-log-'));
const opened: EmbeddedLog[] = [];
/** Closed at the end though a test fails: the writing thread would keep the process alive. */
const open = async (options: EmbeddedLogOptions): Promise<EmbeddedLog> => {
  const log = await openEmbeddedLog(options);
  opened.push(log);
  return log;
};
after(async () => {
  for (const log of opened) await log.close();
  rmSync(folder, { recursive: true, force: true });
});
let logs = 0;
const newDir = () => join(folder, `log-${++logs}`);
const record = (key: string, sizeBytes = 10) => ({ key, value: Buffer.alloc(sizeBytes, 7) });

keepsTheLogContract(
  'embedded log',
  () => open({ dir: newDir(), role: 'writer' }),
  (isTrue) => waitFor(isTrue, () => 'the log did what was waited for'),
);

test('a second writer is told who writes, and gets in once that one has gone', async () => {
  const dir = newDir();
  const first = await open({ dir, role: 'writer' });
  await assert.rejects(open({ dir, role: 'writer' }), {
    code: 'locked',
    message: new RegExp(String(process.pid)),
  });
  await first.close();
  await (await open({ dir, role: 'writer' })).close();
});

test('the log keeps its id and its records over a restart; a new one has another id', async () => {
  const dir = newDir();
  const first = await open({ dir, role: 'writer' });
  const { logId } = await first.describe('events');
  await first.append('events', [record('k')]);
  await first.close();
  const second = await open({ dir, role: 'writer' });
  const state = await second.describe('events');
  assert.equal(state.logId, logId);
  assert.equal(
    state.partitions.reduce((sum, { high }) => sum + high, 0n),
    1n,
  );
  await second.close();
  const other = await open({ dir: newDir(), role: 'writer' });
  assert.notEqual((await other.describe('events')).logId, logId);
  await other.close();
});

test('a reader in another handle follows the writer, by its word and without it', async () => {
  const dir = newDir();
  const writer = await open({
    dir,
    role: 'writer',
    onWatermark: (topic, partition) => reader.notify(topic, partition),
  });
  const reader = await open({ dir, role: 'reader' });
  let seen = 0;
  await reader.tail('events', new Map(), async (batch) => {
    seen += batch.records.length;
  });
  await writer.append('events', [record('a'), record('b')]);
  await waitFor(
    async () => seen === 2,
    () => `2 records, not ${seen}`,
  );
  await assert.rejects(reader.append('events', [record('c')]), { code: 'unavailable' });
  await reader.close();
  await writer.close();
});

test('segments roll, reads go over their borders, and retention drops the oldest whole', async () => {
  const dir = newDir();
  const topics = { events: { partitions: 1, retentionMs: null } };
  const log = await open({ dir, role: 'writer', segmentBytes: 1_000, topics });
  for (let n = 0; n < 20; n++) await log.append('events', [record(`k${n}`, 300)]);
  const { records } = await log.read('events', 0, 0n);
  assert.deepEqual(
    records.map(({ key }) => key),
    Array.from({ length: 20 }, (_, n) => `k${n}`),
  );
  await log.close();
  const short = await open({
    dir,
    role: 'writer',
    segmentBytes: 1_000,
    topics: { events: { partitions: 1, retentionMs: 0 } },
  });
  const [state] = (await short.describe('events')).partitions;
  assert.ok((state?.low ?? 0n) > 0n, 'the begin has moved on');
  assert.equal(state?.high, 20n, 'and the end has not');
  await assert.rejects(short.read('events', 0, 0n), { code: 'out_of_range' });
  await short.close();
});

test('a new log has the partitions that are configured; one that exists keeps its own, and takes on another retention', async () => {
  const dir = newDir();
  const stateOf = async (topics: Record<TopicName, TopicSettings>) => {
    const log = await open({ dir, role: 'writer', topics });
    const reader = await open({ dir, role: 'reader' });
    const { partitions, logId } = await log.describe('events');
    const state = { partitions: partitions.length, logId, retentionMs: (await reader.describe('events')).retentionMs };
    await reader.close();
    await log.close();
    return state;
  };
  const first = await stateOf(topicsOf({ partitions: 7, retentionMs: 1_000 }));
  assert.deepEqual(first, { partitions: 7, logId: first.logId, retentionMs: 1_000 });
  assert.deepEqual(await stateOf(topicsOf({ partitions: 3, retentionMs: null })), { ...first, retentionMs: null });
});

test('a segment that was begun by a clock that is set back since is closed, and does not wait until the clock comes by again', async () => {
  const hourMs = 3_600_000;
  const segmentsOf = async (begunAtMs: number) => {
    const dir = newDir();
    const settings = { dir, role: 'writer', topics: { events: { partitions: 1, retentionMs: null } } } as const;
    const before = await open(settings);
    await before.append('events', [record('k', 300)]);
    await before.close();
    const file = new DatabaseSync(segmentFile(dir, 'events', 0));
    file.prepare('UPDATE frames SET appended_at = ?').run(begunAtMs);
    file.close();
    const log = await open({ ...settings, segmentMs: 24 * hourMs, tidyMs: hourMs });
    await log.append('events', [record('k', 300)]);
    await log.close();
    return listSegments(dir, 'events');
  };
  assert.deepEqual(await segmentsOf(Date.now() - hourMs), [0], 'control: an hour ago');
  assert.deepEqual(await segmentsOf(Date.now() - 25 * hourMs), [0, 1], 'control: longer than a segment is kept open');
  assert.deepEqual(await segmentsOf(Date.now() + 365 * 24 * hourMs), [0, 1]);
});

test('retention takes segments away under a reader: it reads to the end of what it has open, then is told that it is behind', async () => {
  const dir = newDir();
  const settings = (retentionMs: number | null) =>
    ({ dir, role: 'writer', segmentBytes: 1_000, topics: { events: { partitions: 1, retentionMs } } }) as const;
  const before = await open(settings(null));
  for (let n = 0; n < 20; n++) await before.append('events', [record(`k${n}`, 300)]);
  const reader = await open({ dir, role: 'reader' });
  assert.deepEqual((await reader.read('events', 0, 0n, { maxRecords: 1 })).records[0]?.key, 'k0');
  const first = join(dir, 'events', '00000000.sqlite');
  const segment = openSegment(first);
  const frames = segment.frames(0, 0);
  const found = recordsOf(frames.next().value as Frame);
  await before.close();
  const log = await open(settings(0));
  assert.equal(existsSync(first), false, 'it has gone');
  for (const frame of frames) found.push(...recordsOf(frame));
  assert.ok(found.length >= 3);
  assert.deepEqual(
    found.map(({ key }) => key),
    found.map((_, n) => `k${n}`),
  );
  segment.close();
  await assert.rejects(reader.read('events', 0, 1n), { code: 'out_of_range' });
  const { low = 0n, high } = (await reader.describe('events')).partitions[0] ?? {};
  const rest = (await reader.read('events', 0, low)).records.map(({ key }) => key);
  assert.deepEqual(
    rest,
    Array.from({ length: rest.length }, (_, n) => `k${Number(low) + n}`),
  );
  assert.equal(low + BigInt(rest.length), high);
  assert.deepEqual(
    readdirSync(join(dir, 'events')).filter((name) => name.startsWith('00000000')),
    [],
    'its WAL has gone with it',
  );
  await reader.close();
  await log.close();
});

test('a tail in another handle that retention overtakes is told, and has missed nothing before that', async () => {
  const dir = newDir();
  const topics = { events: { partitions: 1, retentionMs: 0 } };
  const log = await open({ dir, role: 'writer', segmentBytes: 1_000, tidyMs: 3_600_000, topics });
  const reader = await open({ dir, role: 'reader' });
  await log.append('events', [record('k0', 300)]);
  const goOn = Promise.withResolvers<void>();
  const seen: string[] = [];
  let lost: unknown = null;
  const tail = await reader.tail(
    'events',
    new Map(),
    async ({ records }) => {
      seen.push(...records.map(({ key }) => key));
      await goOn.promise;
    },
    { onLost: (error) => (lost = error), maxRecords: 1 },
  );
  for (let n = 1; n < 20; n++) await log.append('events', [record(`k${n}`, 300)]);
  goOn.resolve();
  await waitFor(
    async () => lost !== null,
    () => 'told',
  );
  assert.equal((lost as LogError).code, 'out_of_range');
  assert.deepEqual(seen, ['k0']);
  await tail.close();
  await reader.close();
  await log.close();
});

test('a frame that was changed on disk is corrupt, not read', async () => {
  const dir = newDir();
  const log = await open({ dir, role: 'writer' });
  const [at] = await log.append('events', [record('k')]);
  await log.close();
  const file = new DatabaseSync(join(dir, 'events', '00000000.sqlite'));
  file.exec(`UPDATE frames SET body = zeroblob(length(body))`);
  file.close();
  const again = await open({ dir, role: 'reader' });
  await assert.rejects(again.read('events', at?.partition ?? 0, 0n), { code: 'corrupt' });
  await again.close();
});

test('a full disk refuses clearly, loses nothing, and heals by itself', async (context) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  if (!mountSmallDisk(disk, 6)) return context.skip(noSmallDisk);
  try {
    const log = await open({ dir: join(disk, 'log'), role: 'writer' });
    let acknowledged = 0;
    const fill = async () => {
      for (;;) {
        await log.append('events', [record(`k${acknowledged}`, 100_000)]);
        acknowledged += 1;
      }
    };
    await assert.rejects(fill(), { code: 'disk_full' });
    await assert.rejects(log.append('events', [record('still full', 900_000)]), { code: 'disk_full' });
    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    await log.append('events', [record('room again', 100_000)]);
    const { partitions } = await log.describe('events');
    assert.equal(
      partitions.reduce((sum, { high }) => sum + high, 0n),
      BigInt(acknowledged + 1),
    );
    await log.close();
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});
