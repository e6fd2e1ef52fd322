import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

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

/** Whether each later backup would copy what lies in this folder: it is in the data folder, or is that, and is not left out. Links are followed, as far as the folder is there. */
export function wouldCopy(dataDir: string, folder: string): boolean {
  const path = relative(realPathOf(dataDir), realPathOf(folder)).replaceAll(sep, '/');
  if (path === '..' || path.startsWith('../') || isAbsolute(path)) return false;
  const parts = path.split('/');
  return !parts.some((_, at) => leftOut.some((pattern) => pattern.test(parts.slice(0, at + 1).join('/'))));
}

/** The real path of what may not be there yet. */
function realPathOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  const above = dirname(whole);
  return above === whole ? whole : join(realPathOf(above), basename(whole));
}

/** Yields the paths of the other files in a data folder, relative to it: snapshots, archives, secrets and whatever a later version adds. Links are not followed. */
export function* filesToCopy(dataDir: string, below = ''): Generator<string> {
  for (const entry of readdirSync(join(dataDir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (leftOut.some((pattern) => pattern.test(path))) continue;
    if (entry.isDirectory()) yield* filesToCopy(dataDir, path);
    else if (entry.isFile()) yield path;
  }
}
