import { execFileSync } from 'node:child_process';

/** Returns why a test that needs Go 1.`leastMinor` is skipped, also under REQUIRE_ALL: Debian has older ones alone, so it is used where it is. False if it is there. */
export function noGo(leastMinor: number): string | false {
  const needed = `needs Go 1.${leastMinor} or newer`;
  try {
    const [, minor] = /go1\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' })) ?? [];
    return Number(minor) >= leastMinor ? false : needed;
  } catch {
    return needed;
  }
}
