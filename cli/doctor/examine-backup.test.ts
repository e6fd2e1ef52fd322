import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BackupState, judgeBackup } from './examine-backup.ts';

const now = Date.UTC(2026, 10, 29);
const good: BackupState = {
  folder: '/disk/2026-11-28T00-00-00Z',
  finishedAt: new Date(now - 86_400_000),
  isThere: true,
  verifiedAt: new Date(now - 80_000_000),
  isOnSameDisk: false,
};

test('a backup of yesterday on another disk that was found whole is fine', () => {
  const { state, detail, advice } = judgeBackup(good, now, true);
  assert.deepEqual([state, advice], ['ok', null]);
  assert.match(detail, /found whole/);
});

test('each thing that is wrong with the last backup is a warning with advice, where backups are needed', () => {
  const wrong: [BackupState | null, RegExp][] = [
    [null, /none was ever made/],
    [{ ...good, isThere: false }, /not any more/],
    [{ ...good, finishedAt: new Date(now - 5 * 86_400_000) }, /5 days old/],
    [{ ...good, isOnSameDisk: true }, /on the disk of the data folder/],
    [{ ...good, verifiedAt: null }, /never verified/],
  ];
  for (const [backup, detail] of wrong) {
    const found = judgeBackup(backup, now, true);
    assert.equal(found.state, 'warning');
    assert.match(found.detail, detail);
    assert.match(found.advice ?? '', /recomengine backup/);
    assert.equal(judgeBackup(backup, now, false).state, 'ok', 'in development it is only told');
  }
});
