import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from './copy-file.ts';
import { listBackups, nameOf, openFormerBackup } from './former-backup.ts';
import { manifestName, writeManifest } from './manifest.ts';

const path = 'data/archive/2026-08.jsonl.gz';

async function withBackup(work: (folder: string, backup: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-former-'));
  const backup = join(folder, nameOf(new Date(0)));
  mkdirSync(join(backup, 'data/archive'), { recursive: true });
  writeFileSync(join(backup, path), 'a month');
  writeManifest(backup, {
    formatVersion: 1,
    product: '0.1.0',
    postgresMajor: 18,
    startedAt: '',
    finishedAt: '',
    postgres: { startLsn: '', endLsn: '' },
    highestScope: 0,
    topics: {},
    files: [{ path, ...(await digestOf(join(backup, path))) }],
  });
  try {
    await work(folder, backup);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a file that the newest whole backup has is linked from it', async () => {
  await withBackup(async (folder, backup) => {
    mkdirSync(join(folder, '2026-11-29T23-52-06Z.partial'));
    mkdirSync(join(folder, '2026-11-30T00-00-00Z'));
    assert.deepEqual(listBackups(folder), ['1970-01-01T00-00-00Z'], 'others have no manifest');
    const former = openFormerBackup(folder);
    const known = former.find(path);
    assert.ok(known !== undefined);
    const to = join(folder, 'new', path);
    assert.equal(await former.linkTo(known, to), true);
    assert.equal(statSync(to).ino, statSync(join(backup, path)).ino);
    assert.equal(former.find('data/another'), undefined);
  });
});

test('a file that has changed in the backup before is not handed on', async () => {
  await withBackup(async (folder, backup) => {
    writeFileSync(join(backup, path), 'a m0nth');
    const former = openFormerBackup(folder);
    const to = join(folder, 'new', path);
    assert.equal(await former.linkTo(former.find(path) ?? assert.fail(), to), false);
    assert.ok(!existsSync(to));
  });
});

test('a backup before whose manifest is damaged, or of another version, does not hinder the next, which copies all', async () => {
  await withBackup(async (folder, backup) => {
    assert.notEqual(openFormerBackup(folder).find(path), undefined, 'control: it can be read');
    writeFileSync(join(backup, manifestName), '{ "formatVersion": 1 }');
    assert.equal(openFormerBackup(folder).find(path), undefined);
  });
});
