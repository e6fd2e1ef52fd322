import { execFileSync } from 'node:child_process';

/** Why a test of a full disk is skipped: only root may mount one that is small enough to fill. */
export const noSmallDisk = 'needs root and mount, for a small disk';

/** Mounts a disk of so many MiB, in memory, at a folder that is there; `umount` ends it. False if nobody here may; under REQUIRE_ALL that is thrown, so that CI never skips it. */
export function mountSmallDisk(dir: string, mib: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (process.env.REQUIRE_ALL === '1') throw error;
    return false;
  }
}
