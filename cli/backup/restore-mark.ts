import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, syncToDisk } from '#runtime/replace-file.ts';

/** A restore has begun in this folder and is not done: what is in it is a part. */
export class RestoreUnfinished extends Error {
  readonly code = 'restore_unfinished';
  constructor(dir: string) {
    super(
      `${dir} is half restored: wait for \`recomengine restore\`, or run it again if it was cut short; it begins anew`,
    );
    this.name = 'RestoreUnfinished';
  }
}

const fileOf = (dataDir: string): string => join(dataDir, 'restore.json');

export const isHalfRestored = (dataDir: string): boolean => existsSync(fileOf(dataDir));

/** From here until `endRestore` nothing starts in the folder. Durable when it returns. */
export function beginRestore(dataDir: string, from: string): void {
  replaceFile(fileOf(dataDir), `${JSON.stringify({ from, at: new Date().toISOString() })}\n`);
}

export function endRestore(dataDir: string): void {
  rmSync(fileOf(dataDir));
  syncToDisk(dataDir);
}

/** Throws `RestoreUnfinished`. */
export function refuseHalfRestored(dataDir: string): void {
  if (isHalfRestored(dataDir)) throw new RestoreUnfinished(dataDir);
}
