import { execFileSync } from 'node:child_process';

/** Returns why a test that needs cargo is skipped, also under REQUIRE_ALL: Debian's is older than what crates want, so it is used where rustup has put a newer one. False if it is there. */
export function noCargo(leastMinor: number): string | false {
  const needed = `needs cargo 1.${leastMinor} or newer`;
  try {
    const [, minor] = /cargo 1\.(\d+)/.exec(execFileSync('cargo', ['--version'], { encoding: 'utf8' })) ?? [];
    return Number(minor) >= leastMinor ? false : needed;
  } catch {
    return needed;
  }
}
