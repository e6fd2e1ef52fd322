import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '#stores/postgres/find-free-port.ts';
import { openCuttableProxy } from './cuttable-proxy.ts';
import { waitFor } from './wait-for.ts';

/** A real Redis without persistence, and every way in which it can fail. */
export type TestRedis = {
  readonly url: string;
  /** The process of the server; null if it is not ours to signal. */
  readonly pid: number | null;
  /** Lets it accept connections and answer nothing, as a stopped process or a lost network does. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Ends it at once, with all its data: its connections break, new ones are refused. */
  kill(): Promise<void>;
  /** Starts it at the same address after `kill`; it is empty if it is ours. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

const image = 'redis:7-alpine';
const startTimeoutMs = 60_000;

const succeeds = (command: string, args: readonly string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

const givenUrl = process.env.REDIS_URL;
const hasServer = givenUrl === undefined && succeeds('redis-server', ['--version']);
const hasDocker = givenUrl === undefined && !hasServer && succeeds('docker', ['info']);

/** False, or why the tests of Redis are skipped. With REQUIRE_ALL=1 they are not: they fail. */
export const skipWithoutRedis: string | false =
  givenUrl !== undefined || hasServer || hasDocker || process.env.REQUIRE_ALL === '1'
    ? false
    : 'needs Redis: apt-get install redis-server, or start Docker, or set REDIS_URL';

/** Starts a Redis on a free port: that of REDIS_URL behind a proxy that can fail, else `redis-server` of the path, else one in Docker. */
export async function startTestRedis(): Promise<TestRedis> {
  if (givenUrl !== undefined) return reachGiven(givenUrl);
  if (hasServer) return startServer();
  if (hasDocker) return startContainer();
  throw new Error('no Redis: apt-get install redis-server, or start Docker, or set REDIS_URL');
}

async function reachGiven(target: string): Promise<TestRedis> {
  const proxy = await openCuttableProxy(target);
  return {
    url: proxy.url,
    pid: null,
    freeze: async () => proxy.freeze(),
    thaw: async () => proxy.thaw(),
    kill: proxy.cut,
    restart: proxy.restore,
    stop: proxy.close,
  };
}

async function startServer(): Promise<TestRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-redis-'));
  const port = await findFreePort();
  let server: ChildProcess | null = null;

  const start = async () => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir];
    server = spawn('redis-server', settings, { stdio: 'ignore' });
    await waitUntilAnswering(port);
  };
  const end = async () => {
    if (server === null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
    server = null;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server?.pid ?? null;
    },
    freeze: async () => void server?.kill('SIGSTOP'),
    thaw: async () => void server?.kill('SIGCONT'),
    kill: end,
    restart: start,
    async stop() {
      await end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function startContainer(): Promise<TestRedis> {
  const port = await findFreePort();
  const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const publish = `127.0.0.1:${port}:6379`;
  const id = docker('run', '-d', '-p', publish, image, 'redis-server', '--save', '', '--appendonly', 'no');
  await waitUntilAnswering(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: Number(docker('inspect', '-f', '{{.State.Pid}}', id)),
    freeze: async () => void docker('pause', id),
    thaw: async () => void docker('unpause', id),
    kill: async () => void docker('kill', id),
    async restart() {
      docker('start', id);
      await waitUntilAnswering(port);
    },
    stop: async () => void docker('rm', '-f', '-v', id),
  };
}

function waitUntilAnswering(port: number): Promise<void> {
  return waitFor(
    () => isAnswering(port),
    () => `Redis on port ${port}`,
    startTimeoutMs,
  );
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
  });
}
