import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { keepsTheLogContract } from '../event-log.contract.ts';
import { openEmbeddedLog } from './open-embedded-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let logs = 0;
const newDir = () => join(folder, `log-${++logs}`);
const record = (key: string, sizeBytes = 10) => ({ key, value: Buffer.alloc(sizeBytes, 7) });

keepsTheLogContract(
  'embedded log',
  () => openEmbeddedLog({ dir: newDir(), role: 'writer' }),
  (isTrue) => waitFor(isTrue, () => 'the log did what was waited for'),
);

test('a second writer is told who writes, and gets in once that one has gone', async () => {
  const dir = newDir();
  const first = await openEmbeddedLog({ dir, role: 'writer' });
  await assert.rejects(openEmbeddedLog({ dir, role: 'writer' }), {
    code: 'locked',
    message: new RegExp(String(process.pid)),
  });
  await first.close();
  await (await openEmbeddedLog({ dir, role: 'writer' })).close();
});

test('the log keeps its id and its records over a restart; a new one has another id', async () => {
  const dir = newDir();
  const first = await openEmbeddedLog({ dir, role: 'writer' });
  const { logId } = await first.describe('events');
  await first.append('events', [record('k')]);
  await first.close();
  const second = await openEmbeddedLog({ dir, role: 'writer' });
  const state = await second.describe('events');
  assert.equal(state.logId, logId);
  assert.equal(
    state.partitions.reduce((sum, { high }) => sum + high, 0n),
    1n,
  );
  await second.close();
  const other = await openEmbeddedLog({ dir: newDir(), role: 'writer' });
  assert.notEqual((await other.describe('events')).logId, logId);
  await other.close();
});

test('a reader in another handle follows the writer, by its word and without it', async () => {
  const dir = newDir();
  const writer = await openEmbeddedLog({
    dir,
    role: 'writer',
    onWatermark: (topic, partition) => reader.notify(topic, partition),
  });
  const reader = await openEmbeddedLog({ dir, role: 'reader' });
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
  const log = await openEmbeddedLog({ dir, role: 'writer', segmentBytes: 1_000, topics });
  for (let n = 0; n < 20; n++) await log.append('events', [record(`k${n}`, 300)]);
  const { records } = await log.read('events', 0, 0n);
  assert.deepEqual(
    records.map(({ key }) => key),
    Array.from({ length: 20 }, (_, n) => `k${n}`),
  );
  await log.close();
  const short = await openEmbeddedLog({
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

test('a frame that was changed on disk is corrupt, not read', async () => {
  const dir = newDir();
  const log = await openEmbeddedLog({ dir, role: 'writer' });
  const [at] = await log.append('events', [record('k')]);
  await log.close();
  const file = new DatabaseSync(join(dir, 'events', '00000000.sqlite'));
  file.exec(`UPDATE frames SET body = zeroblob(length(body))`);
  file.close();
  const again = await openEmbeddedLog({ dir, role: 'reader' });
  await assert.rejects(again.read('events', at?.partition ?? 0, 0n), { code: 'corrupt' });
  await again.close();
});

test('a full disk refuses clearly, loses nothing, and heals by itself', async (context) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch (error) {
    if (process.env.REQUIRE_ALL === '1') throw error;
    return context.skip('needs root and mount, for a small disk');
  }
  try {
    const log = await openEmbeddedLog({ dir: join(disk, 'log'), role: 'writer' });
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
