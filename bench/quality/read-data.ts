import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where the reference data lies: the first argument of the command. */
export const dataFolder = process.argv[2] ?? '../shared/data';

/** A compressed text of the reference data. */
export const readData = (...path: string[]): string => gunzipSync(readFileSync(join(dataFolder, ...path))).toString();
