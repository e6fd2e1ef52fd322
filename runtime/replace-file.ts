import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the owner may read and write the file. */
export const ownerOnly = 0o600;

/**
 * Writes a file whole or not at all: under a temporary name, synced, then renamed over the old one, and the folder synced, so that a
 * power cut leaves the old text or the new. Its mode is `mode`, whatever mode the old file had. Throws the file system's error.
 */
export function replaceFile(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = openSync(draft, 'w', mode);
    try {
      // A killed process with our pid may have left a temporary file behind, which keeps the mode it was made with.
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
