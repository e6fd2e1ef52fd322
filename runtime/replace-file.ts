import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Read and written by its owner alone. */
export const ownerOnly = 0o600;

/**
 * Writes a file whole or not at all: under a temporary name, synced, then renamed over the old one, and the folder synced, so that a
 * power cut leaves the old text or the new. Its mode is `mode` whatever the file had before. Throws what the file system says.
 */
export function replaceFile(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = openSync(draft, 'w', mode);
    try {
      // A draft that a killed process with our pid left behind keeps the mode it was made with.
      fchmodSync(handle, mode);
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
