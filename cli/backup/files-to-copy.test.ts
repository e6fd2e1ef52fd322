import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { filesToCopy, wouldCopy } from './files-to-copy.ts';

test('a backup takes every file of a data folder but those that others hand out, drafts, locks, and backups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-files-'));
  const write = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  };
  const taken = [
    'archive/2026-08.jsonl.gz',
    'secrets.json',
    'snapshots/events-0.snapshot',
    'snapshots-1/events-0.snapshot',
    'something/of/later.json',
  ];
  const left = [
    'postgres/PG_VERSION',
    'postgres.log',
    'postgres.new-7/PG_VERSION',
    '.initdb-7',
    'log/manifest.json',
    'owner.json',
    'owner.lock',
    'owner.lock-journal',
    'backups/2026-11-29T23-52-06Z/manifest.json',
    'backup.json',
    'restore.json',
    'snapshots/parked/0/1.state',
    'snapshots/events-0.snapshot.new',
  ];
  try {
    for (const path of [...taken, ...left]) write(path);
    symlinkSync('/', join(folder, 'link'));
    assert.deepEqual([...filesToCopy(folder)].toSorted(), taken.toSorted());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a folder within the data folder would be copied by each later backup, whatever it is called there, and one beside it would not', () => {
  const root = mkdtempSync(join(tmpdir(), 'recomengine-files-'));
  const data = join(root, 'data');
  mkdirSync(data);
  symlinkSync(data, join(root, 'link'));
  try {
    for (const within of [
      'data',
      'data/copies',
      'data/copies/daily',
      'data/archive/backups',
      'link/copies',
      'data/x/../copies',
    ])
      assert.equal(wouldCopy(data, join(root, within)), true, within);
    for (const apart of ['', 'copies', 'data2', 'data/backups', 'data/backups/daily', 'link/backups'])
      assert.equal(wouldCopy(data, join(root, apart)), false, `control: ${apart}`);
  } finally {
    rmSync(root, { recursive: true });
  }
});
