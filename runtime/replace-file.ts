import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Read and written by its owner alone. */
export const ownerOnly = 0o600;

/**
 * Writes a file whole or not at all: a power cut leaves the old text or the new. Its mode is `mode` whatever the file had before. Several processes may
 * write it, the last one wins. Throws what the file system says.
 */
export function replaceFile(file: string, text: string, mode = ownerOnly): void {
  const write = (draft: string) => {
    const handle = openSync(draft, 'w', mode);
    try {
      // A draft that a killed process with our pid left behind keeps the mode it was made with.
      fchmodSync(handle, mode);
      writeFileSync(handle, text);
    } finally {
      closeSync(handle);
    }
  };
  replaceFileBy(file, write, `${file}.${process.pid}.new`);
}

/**
 * Lets `write` make a draft, and puts that in place of the file: synced, then renamed over the old one, and the folder synced. The old file stays, and no
 * draft, if `write` throws. A draft that a crash left is there when `write` is called again.
 */
export function replaceFileBy(file: string, write: (draft: string) => void, draft = `${file}.new`): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    write(draft);
    syncToDisk(draft);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncToDisk(dirname(file));
}

/**
 * The same off the event loop, for files that are large or written slowly. `isSynced: false` spares the syncs: a killed process still leaves the old file or
 * the new one, but a power cut may leave a damaged one, so that the reader must be able to tell it.
 */
export async function replaceLargeFile(
  file: string,
  { isSynced }: { isSynced: boolean },
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.new`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await write(draft);
    if (isSynced) await syncSoon(draft);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  if (isSynced) await syncSoon(dirname(file));
}

/** Waits until a file, or a folder's list of names, is on the disk (fsync). */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

async function syncSoon(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
