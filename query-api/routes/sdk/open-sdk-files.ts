import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SdkFile, SdkFiles } from './sdk-files.ts';

/** A shop's tag may name a build for ever; beyond so many, that of a release long ago goes first. */
const defaultMaxKept = 100;
const script = 'recomengine.js';

/**
 * Reads the build of the SDK in `builtDir`, and those that were served before from `keptDir`, where it is put too: tags that name a build by its hash go on after an upgrade.
 */
export async function openSdkFiles(builtDir: string, keptDir: string, maxKept = defaultMaxKept): Promise<SdkFiles> {
  const newest = await readBuild(join(builtDir, script));
  await mkdir(keptDir, { recursive: true });
  const { hash, identity, gzip, br } = newest;
  // The script itself last, so that whatever of it is there has the others beside it. Several processes may do this at once.
  for (const [ending, content] of [
    ['.br', br],
    ['.gz', gzip],
    ['', identity],
  ] as const) {
    const draft = join(keptDir, `${process.pid}.draft`);
    await writeFile(draft, content);
    await rename(draft, join(keptDir, `${hash}.js${ending}`));
  }
  const byHash = new Map([[hash, newest]]);
  for (const file of await keptIn(keptDir, maxKept)) {
    const kept = await readBuild(join(keptDir, file));
    byHash.set(kept.hash, kept);
  }
  return { newest, map: await readFile(join(builtDir, `${script}.map`)), byHash };
}

/** The kept files of scripts, and only so many: the oldest go. */
async function keptIn(keptDir: string, maxKept: number): Promise<string[]> {
  const scripts = (await readdir(keptDir)).filter((file) => file.endsWith('.js'));
  const times = await Promise.all(
    scripts.map(async (file) => ({ file, ms: (await stat(join(keptDir, file))).mtimeMs })),
  );
  const newestFirst = times.sort((a, b) => b.ms - a.ms).map(({ file }) => file);
  for (const file of newestFirst.splice(maxKept))
    for (const ending of ['', '.gz', '.br']) await rm(join(keptDir, `${file}${ending}`), { force: true });
  return newestFirst;
}

async function readBuild(path: string): Promise<SdkFile> {
  const [identity, gzip, br] = await Promise.all([readFile(path), readFile(`${path}.gz`), readFile(`${path}.br`)]);
  const digest = (algorithm: string) => createHash(algorithm).update(identity);
  return {
    hash: digest('sha256').digest('hex').slice(0, 16),
    integrity: `sha384-${digest('sha384').digest('base64')}`,
    identity,
    gzip,
    br,
  };
}
