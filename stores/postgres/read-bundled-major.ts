import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findBinaries } from './binaries.ts';

/** Returns the major version of the Postgres that comes with the product, such as 18. */
export async function readBundledMajor(): Promise<number> {
  const { postgres } = await findBinaries();
  const { stdout } = await promisify(execFile)(postgres, ['--version']);
  return Number(/(\d+)/.exec(stdout)?.[1]);
}
