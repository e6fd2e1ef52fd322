import { existsSync, mkdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { refuseHalfRestored } from '#cli/backup/restore-mark.ts';
import { tryLock } from '#log/embedded/exclusive-lock.ts';
import { closeToOthers, keepToOwner } from '#runtime/owner-only.ts';
import { replaceFile } from '#runtime/replace-file.ts';

const ownerFile = (dir: string): string => join(dir, 'owner.json');

/** The lock by which one parent owns a data folder; it ends with the process. */
export type Ownership = {
  /** True if the last owner did not release the folder: that owner's processes may still be ending. */
  readonly wasKilled: boolean;
  release(): void;
};

/** `url` is where its API answers; null if the owner is a command that works on a stopped product. `settings` are those it was started with, without secrets. */
export type Owner = { pid: number; startedAt: string; url: string | null; settings?: Record<string, unknown> };

export class FolderInUse extends Error {
  readonly code = 'folder_in_use';
  constructor(dir: string, owner: Owner | null) {
    const who =
      owner === null
        ? 'another process, which is starting'
        : owner.url === null
          ? `process ${owner.pid}, a command that needs it alone`
          : `process ${owner.pid}, which answers at ${owner.url}`;
    super(`${dir} is in use by ${who}: stop that one, or name another folder by --data-dir`);
    this.name = 'FolderInUse';
  }
}

/** As `takeFolder`, for the product and what works on it. Throws `RestoreUnfinished` too. */
export function ownDataFolder(dir: string, url: string | null, settings?: Record<string, unknown>): Ownership {
  refuseHalfRestored(dir);
  return takeFolder(dir, url, settings);
}

/** Throws `FolderInUse` if a live process owns it; the lock of a killed owner is taken over. What is in the folder, and what this process makes from now on, is for its user alone. */
export function takeFolder(dir: string, url: string | null, settings?: Record<string, unknown>): Ownership {
  keepToOwner();
  mkdirSync(dir, { recursive: true });
  const file = ownerFile(dir);
  const lock = tryLock(join(dir, 'owner.lock'));
  if (lock === null) throw new FolderInUse(dir, readOwner(dir));
  closeToOthers(dir);
  const wasKilled = existsSync(file);
  const own: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '', url, settings };
  replaceFile(file, JSON.stringify(own));
  return {
    wasKilled,
    release() {
      unlinkSync(file);
      lock.release();
    },
  };
}

/** Whether nobody owns a data folder, and whoever did has released it. */
export const isReleased = (dir: string): boolean => !existsSync(ownerFile(dir));

/** Returns the live owner of a data folder, or null. */
export function readOwner(dir: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(ownerFile(dir), 'utf8')) as Owner;
    process.kill(owner.pid, 0);
    return (startOf(owner.pid) ?? '') === owner.startedAt ? owner : null;
  } catch {
    return null;
  }
}

/**
 * Returns when a process began (field 22 of /proc/<pid>/stat): a pid is used again, but pid and time together name one process for ever.
 * Null if the process is gone, or is a zombie.
 */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
