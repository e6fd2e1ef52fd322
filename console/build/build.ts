/**
 * Builds the console into a folder of its own below console/.output (see builds.ts). Does nothing if it is built of these sources.
 *
 *   npm run build
 *
 * It is a program of its own, so that no process that serves loads a bundler.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
// Declares the part of Vite's configuration that is Nitro's.
import type {} from 'nitro/vite';
import { currentBuild, openScratch, placeBuild } from './builds.ts';
import { sourceHash } from './source-hash.ts';

const folder = join(import.meta.dirname, '..');
const output = join(folder, '.output');

const hash = sourceHash();
if (currentBuild(output) !== hash) await build();

/** What is built is renamed into its place as a whole: several processes may build at once, and one that is killed leaves nothing half-written. */
async function build(): Promise<void> {
  process.stdout.write('the console is being built, once for these sources\n');
  // Vite and its plugins look for the sources in the working directory.
  process.chdir(folder);
  const scratch = openScratch(join(folder, 'node_modules'));
  try {
    const { createBuilder } = await import('vite');
    const builder = await createBuilder({
      root: folder,
      logLevel: 'error',
      nitro: { buildDir: join(scratch, 'steps'), output: { dir: join(scratch, 'output') }, logLevel: 1 },
    });
    await builder.buildApp();
    // The list of all files is for the build alone.
    rmSync(join(scratch, 'output/public/.vite'), { recursive: true, force: true });
    placeBuild(output, join(scratch, 'output'), hash);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
