import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sdk = join(import.meta.dirname, '..');

/** A text that changes with anything that the built file is made of: its sources, how it is built, and by which release of the bundler. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  const files = globSync('**/*.{ts,css,json}', { cwd: sdk }).filter(
    (file) => !file.endsWith('.test.ts') && !file.startsWith('dist') && file !== 'build/budget.json',
  );
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(sdk, file)));
  const { devDependencies } = JSON.parse(readFileSync(join(sdk, '../package.json'), 'utf8'));
  return hash.update(`${devDependencies.tsup} ${devDependencies.terser}`).digest('hex');
}
