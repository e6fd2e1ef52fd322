import { readFileSync } from 'node:fs';

/** The version of this product, as in package.json. */
export const { version: productVersion } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };
