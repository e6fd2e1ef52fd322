/**
 * `node bench/quality.ts FOLDER INTO`: makes the public reference data in FOLDER into files that `recomengine evaluate` reads, in folder INTO. docs/quality.md has the commands that evaluate them, and the
 * protocol of each. Nothing is measured here.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { basketFiles } from './quality/baskets.ts';
import { catalogFiles } from './quality/catalogs.ts';
import { clickFiles, digineticaFiles } from './quality/clicks.ts';
import { customerFiles, ratingFiles } from './quality/shoppers.ts';

const [, , folder, into] = process.argv;
if (folder === undefined || into === undefined || !existsSync(folder)) {
  console.error('wanted is: node bench/quality.ts FOLDER INTO, where FOLDER has the reference data');
  process.exitCode = 2;
} else {
  mkdirSync(into, { recursive: true });
  for (const files of [clickFiles, digineticaFiles, basketFiles, customerFiles, ratingFiles, catalogFiles])
    for (const [name, rows] of Object.entries(files(folder))) {
      writeFileSync(join(into, name), rows.map((row) => `${row.join('\t')}\n`).join(''));
      console.log(`${name}: ${rows.length.toLocaleString('en')} lines`);
    }
}
