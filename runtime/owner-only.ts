import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ofOthers = 0o077;
/** Postgres keeps the rights of its own files, which may belong to another user. */
const ofPostgres = 'postgres';

/** Whether others than the owner have rights on a file. Windows has no such modes. */
export const isOpen = (mode: number): boolean => process.platform !== 'win32' && (mode & ofOthers) !== 0;

/** From now on the files that this process and its children make are for their owner alone: 0600, folders 0700. */
export const keepToOwner = (): void => {
  process.umask(ofOthers);
};

/** Finds the files and folders in a data folder, at any depth, on which others than their owner have rights. Links are not followed, and Postgres's own folder is left out. */
export function* openIn(folder: string): Generator<string> {
  for (const { name } of readdirSync(folder, { withFileTypes: true })) {
    if (name === ofPostgres) continue;
    const path = join(folder, name);
    // It may have gone since: a draft gets its name, a segment is removed.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isSymbolicLink()) continue;
    if (isOpen(stats.mode)) yield path;
    if (stats.isDirectory()) yield* openIn(path);
  }
}

/**
 * Takes the rights of others from all that a data folder holds, and from the folder itself but for the right to enter it, which Postgres's user may need. A file of another owner stays as it is, and
 * `doctor` names it.
 */
export function closeToOthers(folder: string): void {
  const close = (path: string, rights: number) => {
    const mode = lstatSync(path, { throwIfNoEntry: false })?.mode;
    try {
      if (mode !== undefined) chmodSync(path, mode & 0o7777 & ~rights);
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  };
  close(folder, 0o066);
  for (const path of openIn(folder)) close(path, ofOthers);
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'ENOENT');
