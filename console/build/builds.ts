/**
 * Where built consoles are: each in a folder of its own below `output`, named after its sources, and a file `current` with the name of the one that is to be served. A console that runs
 * goes on to find every file of its own build while another one is put beside it.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const current = 'current';
const scratchPrefix = 'building-';
/** So many builds stay, the current one included: those that still run somewhere are among the last. */
export const keptBuilds = 3;

/** Returns the name of the build that is to be served; null before the first. */
export function currentBuild(output: string): string | null {
  const file = join(output, current);
  const name = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return name !== '' && existsSync(join(output, name)) ? name : null;
}

/** Puts what was built into its place and makes it the current one, each by one rename. Several processes may do so at once. Older builds than the last few go. */
export function placeBuild(output: string, built: string, name: string): void {
  mkdirSync(output, { recursive: true });
  // Who was faster has built it of the same sources.
  if (!existsSync(join(output, name))) renameSync(built, join(output, name));
  const file = join(output, current);
  writeFileSync(`${file}.${process.pid}`, name);
  renameSync(`${file}.${process.pid}`, file);
  const builtAtMs = (one: string) => statSync(join(output, one)).mtimeMs;
  const others = readdirSync(output).filter((one) => one !== current && one !== name);
  const old = others.toSorted((a, b) => builtAtMs(b) - builtAtMs(a)).slice(keptBuilds - 1);
  for (const one of old) rmSync(join(output, one), { recursive: true, force: true });
}

/** Makes a folder to build in, and removes those of builds that were killed. */
export function openScratch(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => one.startsWith(scratchPrefix)))
    if (!isRunning(Number(name.split('-')[1]))) rmSync(join(folder, name), { recursive: true, force: true });
  return mkdtempSync(join(folder, `${scratchPrefix}${process.pid}-`));
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
