import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a backup leaves out of a data folder: what Postgres and the log hand out themselves, what belongs to running processes, drafts that will get another name, and scopes of the models
 * that rest on the disk, which are in the snapshots too.
 */
const leftOut: readonly RegExp[] = [
  /^postgres($|\.)/,
  /^\.initdb-/,
  /^log$/,
  /^owner\.(json|lock)/,
  /^backups?($|\.)/,
  /^restore\.json$/,
  /^snapshots(-\d+)?\/parked$/,
  /\.new$/,
];

/** Yields the paths of the other files in a data folder, relative to it: snapshots, archives, secrets and whatever a later version adds. Links are not followed. */
export function* filesToCopy(dataDir: string, below = ''): Generator<string> {
  for (const entry of readdirSync(join(dataDir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (leftOut.some((pattern) => pattern.test(path))) continue;
    if (entry.isDirectory()) yield* filesToCopy(dataDir, path);
    else if (entry.isFile()) yield path;
  }
}
