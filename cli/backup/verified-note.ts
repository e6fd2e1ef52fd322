import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';

const fileOf = (folder: string): string => join(folder, 'verified.json');

/** Remembers in the folder of a backup that it was found whole; on a medium that cannot be written to, nothing does. */
export function noteVerified(folder: string): void {
  try {
    replaceFile(fileOf(folder), `${JSON.stringify({ at: new Date().toISOString() })}\n`);
  } catch {
    // A medium that is read only keeps no note, and its backup is no worse.
  }
}

/** Returns when a backup was last found whole, or null. */
export function readVerifiedAt(folder: string): Date | null {
  const file = fileOf(folder);
  return existsSync(file) ? new Date((JSON.parse(readFileSync(file, 'utf8')) as { at: string }).at) : null;
}
