import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** What the built console is made of: its sources, the documentation that it shows, and the packages, whose releases the lock names. */
const sources = ['console/{src,public,build}/**/*', 'console/*.{ts,json}', 'docs/**/*.{md,svg}', 'package-lock.json'];

/** Returns a text that changes with anything that the built console is made of. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  const files = sources
    .flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}
