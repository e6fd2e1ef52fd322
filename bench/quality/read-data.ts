import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The lines of a compressed text of the reference data. */
export const readData = (...path: string[]): string[] =>
  gunzipSync(readFileSync(join(...path)))
    .toString()
    .trimEnd()
    .split('\n');

/** Files to be written, by name; a row is the cells of a line. */
export type Files = Record<string, (string | number)[][]>;
