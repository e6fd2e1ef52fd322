import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';

/** In the data folder, `backup.json`: where its last backup was put, for `doctor`. */
export type LastBackup = { folder: string; finishedAt: string };

const fileOf = (dataDir: string): string => join(dataDir, 'backup.json');

export function noteBackup(dataDir: string, last: LastBackup): void {
  replaceFile(fileOf(dataDir), `${JSON.stringify(last)}\n`);
}

/** Null if none was ever made. */
export function readLastBackup(dataDir: string): LastBackup | null {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LastBackup) : null;
}
