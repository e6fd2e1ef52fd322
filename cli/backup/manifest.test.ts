import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { BackupDamaged, BackupRefused } from './backup-errors.ts';
import { type BackupManifest, manifestName, postgresArchive, readManifest, writeManifest } from './manifest.ts';

const manifest: BackupManifest = {
  formatVersion: 1,
  product: '0.1.0',
  postgresMajor: 18,
  startedAt: '2026-11-29T23:52:06.000Z',
  finishedAt: '2026-11-29T23:52:09.000Z',
  postgres: { startLsn: '0/2000028', endLsn: '0/2000120' },
  highestScope: 4,
  topics: { events: { logId: 'a', partitions: [{ partition: 0, low: 0, high: 17 }] } },
  files: [{ path: 'postgres.tar', sizeBytes: 3, sha256: 'abc' }],
};

function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-manifest-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a manifest is read as it was written', () => {
  withFolder((folder) => {
    writeManifest(folder, manifest);
    assert.deepEqual(readManifest(folder), manifest);
  });
});

test('a manifest that is missing, cut, or has one character changed is refused', () => {
  withFolder((folder) => {
    const file = join(folder, manifestName);
    assert.throws(() => readManifest(folder), BackupDamaged);
    writeManifest(folder, manifest);
    const text = readFileSync(file, 'utf8');
    for (const changed of [text.replace('17', '18'), text.slice(0, -10), text.replace('abc', 'abd')]) {
      writeFileSync(file, changed);
      assert.throws(() => readManifest(folder), /manifest.json was changed/);
    }
    writeFileSync(file, text);
    assert.equal(readManifest(folder).highestScope, 4);
  });
});

test('a manifest of another format says which version made it', () => {
  withFolder((folder) => {
    writeManifest(folder, { ...manifest, formatVersion: 2 as 1, product: '9.0.0' });
    assert.throws(() => readManifest(folder), /its format is 2, made by RecomEngine 9.0.0/);
  });
});

test('who names no folder, or that of all backups in place of one, is told so', () => {
  withFolder((folder) => {
    const refusal = (path: string) => {
      try {
        readManifest(path);
      } catch (error) {
        assert.ok(error instanceof BackupRefused);
        return error.message.replaceAll(folder, 'F');
      }
      return 'read';
    };
    assert.equal(refusal(join(folder, 'none')), 'F/none is not there: name the folder of one backup');
    for (const name of ['2026-11-29T23-52-06Z', '2026-11-30T23-52-06Z']) {
      mkdirSync(join(folder, name));
      writeManifest(join(folder, name), manifest);
      writeFileSync(join(folder, name, postgresArchive), '');
    }
    assert.equal(refusal(folder), 'F has backups in it: name one of them, the newest is F/2026-11-30T23-52-06Z');
    assert.equal(refusal(join(folder, '2026-11-29T23-52-06Z')), 'read', 'control: one of them');
    const log = join(folder, '2026-11-29T23-52-06Z', 'data', 'log');
    mkdirSync(log, { recursive: true });
    writeFileSync(join(log, manifestName), '{}');
    assert.throws(() => readManifest(dirname(log)), BackupDamaged, 'a part of a backup has no backups in it');
  });
});
