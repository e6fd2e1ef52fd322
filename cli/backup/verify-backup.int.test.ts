import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { segmentsBelow } from '#log/embedded/copy-segments.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { digestOf } from './copy-file.ts';
import { type BackupFile, writeManifest } from './manifest.ts';
import { verifyBackup } from './verify-backup.ts';

const topic = 'catalog';
const records = 25;

/** A backup of a log alone, of several segments, whose source `change` may have changed before; the manifest says that it ends at `high`. */
async function problemsOf(change: (dir: string) => void, high = records): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-verify-'));
  const dir = join(folder, 'source');
  try {
    const topics = { [topic]: { partitions: 1, retentionMs: null } };
    const log = await openEmbeddedLog({ dir, role: 'writer', topics, segmentBytes: 1_000 });
    for (let n = 0; n < records; n++) await log.append(topic, [{ key: `k${n}`, value: Buffer.alloc(100, n) }]);
    await log.close();
    change(dir);
    const backup = join(folder, 'backup');
    mkdirSync(join(backup, 'data/log', topic), { recursive: true });
    const files: BackupFile[] = [];
    for (const segment of segmentsBelow(dir, topic, [records], { compacted: true })) {
      const path = `data/log/${segment.name}`;
      segment.copyTo(join(backup, path));
      files.push({ path, ...(await digestOf(join(backup, path))) });
    }
    assert.ok(files.length > 1, 'there are several segments');
    writeManifest(backup, {
      formatVersion: 1,
      product: '0.1.0',
      postgresMajor: 18,
      startedAt: '',
      finishedAt: '',
      postgres: { startLsn: '', endLsn: '' },
      highestScope: 0,
      topics: { [topic]: { logId: 'a', partitions: [{ partition: 0, low: 0, high }] } },
      files,
    });
    const { problems } = await verifyBackup(backup, () => {});
    return problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inSegment = (number: number, sql: string) => (dir: string) => {
  const names = readdirSync(join(dir, topic)).filter((name) => /^\d{8}\.sqlite$/.test(name));
  const database = new DatabaseSync(join(dir, topic, names.toSorted()[number] ?? ''));
  database.exec(sql);
  database.close();
};

test('a log is whole although compaction has taken the last records of a segment', async () => {
  assert.deepEqual(await problemsOf(() => {}), []);
  const last = 'DELETE FROM frames WHERE base_offset = (SELECT max(base_offset) FROM frames)';
  assert.deepEqual(await problemsOf(inSegment(0, last)), []);
});

test('a log that ends too early, or whose segments overlap, is not', async () => {
  assert.match((await problemsOf(() => {}, records + 1)).join(), /ends at 25 in place of 26/);
  const overlapping = 'UPDATE starts SET start_offset = 1';
  assert.match((await problemsOf(inSegment(1, overlapping))).join(), /begins at 1, and what is before it ends at/);
});
