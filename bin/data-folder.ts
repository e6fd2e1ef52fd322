import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One parent owns a data folder. The claim dies with it: it names the pid and when that process began. */
export type Ownership = { release(): void };

export class FolderInUse extends Error {
  constructor(dir: string, pid: number) {
    super(`${dir} is in use by process ${pid}: stop that one, or name another folder by --data-dir`);
    this.name = 'FolderInUse';
  }
}

/** `url` is where its API answers. */
export type Owner = { pid: number; startedAt: string; url: string };

/** Throws `FolderInUse` where a live owner has it; what a killed one left behind is taken over. */
export function ownDataFolder(dir: string, url: string): Ownership {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'owner.json');
  const owner = readOwner(dir);
  if (owner !== null) throw new FolderInUse(dir, owner.pid);
  const own: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '', url };
  writeFileSync(file, JSON.stringify(own));
  return { release: () => unlinkSync(file) };
}

/** The live owner of a data folder, or null. */
export function readOwner(dir: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(join(dir, 'owner.json'), 'utf8')) as Owner;
    process.kill(owner.pid, 0);
    return (startOf(owner.pid) ?? '') === owner.startedAt ? owner : null;
  } catch {
    return null;
  }
}

/**
 * A pid is given out again: with the time its process began (field 22 of /proc/<pid>/stat) it is one process for ever. Null where it
 * is gone, or a zombie that nobody has waited for.
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
