import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { several } from '#domain/several.ts';
import { readLastBackup } from '../backup/last-backup.ts';
import { manifestName } from '../backup/manifest.ts';
import { readVerifiedAt } from '../backup/verified-note.ts';
import { type Finding, fine, warning } from './finding.ts';

/** A daily backup may miss a day before it is told. */
const oldMs = 2 * 86_400_000;

/** What is known of a data folder's last backup. */
export type BackupState = {
  folder: string;
  finishedAt: Date;
  /** Whether it is there, with its manifest. */
  isThere: boolean;
  verifiedAt: Date | null;
  /** Whether it lies on the disk of what it is a backup of. */
  isOnSameDisk: boolean;
};

/** Examines the last backup of the embedded mode. `isNeeded` is false where data may be lost, as in development. */
export function examineBackup(dataDir: string, nowMs: number, isNeeded: boolean): Finding {
  const last = readLastBackup(dataDir);
  if (last === null) return judgeBackup(null, nowMs, isNeeded);
  const { folder, finishedAt } = last;
  const isThere = existsSync(join(folder, manifestName));
  return judgeBackup(
    {
      folder,
      finishedAt: new Date(finishedAt),
      isThere,
      verifiedAt: isThere ? readVerifiedAt(folder) : null,
      isOnSameDisk: isThere && statSync(folder).dev === statSync(dataDir).dev,
    },
    nowMs,
    isNeeded,
  );
}

/** A warning names the worst that is wrong, and what to do. */
export function judgeBackup(backup: BackupState | null, nowMs: number, isNeeded: boolean): Finding {
  const judge = isNeeded ? warning : (check: string, detail: string) => fine(check, detail);
  const anew =
    'Run `recomengine backup --to FOLDER` daily, with a folder on another disk (docs/operations.md, Backups).';
  if (backup === null) return judge('backup', 'none was ever made', anew);
  const { folder, finishedAt, isThere, verifiedAt, isOnSameDisk } = backup;
  const detail = `of ${finishedAt.toISOString()} in ${folder}`;
  if (!isThere) return judge('backup', `${detail}, where it is not any more`, anew);
  if (nowMs - finishedAt.getTime() > oldMs)
    return judge(
      'backup',
      `${detail}: ${several(Math.floor((nowMs - finishedAt.getTime()) / 86_400_000), 'day')} old`,
      anew,
    );
  if (isOnSameDisk) return judge('backup', `${detail}, on the disk of the data folder`, anew);
  if (verifiedAt === null)
    return judge('backup', `${detail}, never verified`, `Run \`recomengine backup --verify ${folder}\`.`);
  return fine('backup', `${detail}, found whole at ${verifiedAt.toISOString()}`);
}
