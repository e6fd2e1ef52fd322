import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the files below a folder whose bytes contain the text, by paths relative to it, sorted. A file that goes meanwhile is passed over. */
export function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => holds(join(folder, name), text))
    .sort();
}

function holds(path: string, text: string): boolean {
  try {
    return statSync(path).isFile() && readFileSync(path).includes(text);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
