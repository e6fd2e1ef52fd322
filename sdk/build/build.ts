/**
 * Builds the SDK into sdk/dist: `recomengine.js` with its source map, compressed copies and `build.json`. Does nothing if it is built of these sources.
 *
 *   npm run sdk               what the server serves; it does this by itself when it is first asked for the file
 *   npm run sdk -- --package  also the package for bundlers, with its types
 *
 * It is a program of its own, so that no process that serves loads a bundler.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { sourceHash } from './source-hash.ts';

const dist = join(import.meta.dirname, '../dist');
const script = 'recomengine.js';
const facts = 'build.json';

const hash = sourceHash();
if (builtOf() !== hash) await buildScript();
if (process.argv.includes('--package')) await (await import('./bundle.ts')).bundlePackage(dist);

function builtOf(): string | null {
  const file = join(dist, facts);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).sources : null;
}

/** Each file is renamed into its place, `build.json` as the last: several processes may build at once, and one that is killed leaves nothing half-written. */
async function buildScript(): Promise<void> {
  const { bundleScript } = await import('./bundle.ts');
  mkdirSync(dist, { recursive: true });
  const scratch = mkdtempSync(join(dist, 'building-'));
  try {
    const shares = await bundleScript(scratch);
    const built = readFileSync(join(scratch, script));
    const gzip = gzipSync(built, { level: 9 });
    writeFileSync(join(scratch, `${script}.gz`), gzip);
    const brotli = brotliCompressSync(built);
    writeFileSync(join(scratch, `${script}.br`), brotli);
    const sizes = { bytes: built.length, gzipBytes: gzip.length, brotliBytes: brotli.length, shares };
    writeFileSync(join(scratch, facts), JSON.stringify({ sources: hash, ...sizes }));
    for (const file of [script, `${script}.map`, `${script}.gz`, `${script}.br`, facts])
      renameSync(join(scratch, file), join(dist, file));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
