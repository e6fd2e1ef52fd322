import { existsSync, readdirSync } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupDamaged } from './backup-errors.ts';
import { digestOf } from './copy-file.ts';
import { type BackupFile, manifestName, readManifest } from './manifest.ts';

/** Files of the newest whole backup beside the one that is made; what has not changed since is linked (one file of the disk with two names) and not written again. */
export type FormerBackup = {
  /** The file that had this path, or undefined. */
  find(path: string): BackupFile | undefined;
  /** Gives the former file a name in the new backup. Returns false if it does not match its own sum any more, or the disk has no such links. */
  linkTo(file: BackupFile, to: string): Promise<boolean>;
};

/** Returns the names of the whole backups in a folder, the oldest first. */
export function listBackups(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => backupName.test(name) && existsSync(join(folder, name, manifestName)))
    .sort();
}

/** Such as 2026-11-29T23-52-06Z: the time of the begin, so that names sort by age. */
export const nameOf = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
const backupName = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;

/** A folder without a whole backup gives one without files, and so does a newest one that cannot be read: the next has to be made all the same, and whole. */
export function openFormerBackup(folder: string): FormerBackup {
  const name = listBackups(folder).at(-1);
  const dir = join(folder, name ?? '');
  const files = new Map((name === undefined ? [] : filesOf(dir)).map((file) => [file.path, file]));
  return {
    find: (path) => files.get(path),
    async linkTo(file, to) {
      const from = join(dir, file.path);
      try {
        if ((await digestOf(from)).sha256 !== file.sha256) return false;
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await link(from, to);
        return true;
      } catch {
        await rm(to, { force: true });
        return false;
      }
    },
  };
}

function filesOf(dir: string): BackupFile[] {
  try {
    return readManifest(dir).files;
  } catch (error) {
    if (error instanceof BackupDamaged) return [];
    throw error;
  }
}
