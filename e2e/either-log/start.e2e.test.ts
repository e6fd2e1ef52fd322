import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openIn } from '#runtime/owner-only.ts';
import { recomengine } from '#testing/command.ts';
import { allProcessesOf } from '#testing/processes.ts';
import { findFreePort, waitFor } from '#testing/product.ts';
import { ask, createShop } from '#testing/shop.ts';

const readyTimeoutMs = 90_000;
/** Children first answer the requests they have taken, so this is as long as their longest close. */
const orphanTimeoutMs = 30_000;

type Started = {
  pid: number;
  url: string;
  ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  stdout(): string;
  stderr(): string;
};

let dataDir: string;
let port: number;
/** The processes that a test starts; they are ended after it, by their ids. */
let started: Started[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'recomengine-start-'));
  port = await findFreePort();
  started = [];
});
afterEach(async () => {
  for (const { pid, ended } of started) {
    if (isAlive(pid)) process.kill(pid, 'SIGTERM');
    await ended;
  }
  const postmaster = postmasterPid();
  if (postmaster !== null && isAlive(postmaster)) process.kill(postmaster, 'SIGQUIT');
  await waitFor(
    async () => postmaster === null || !isAlive(postmaster),
    () => 'Postgres gone',
  );
  rmSync(dataDir, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has waited for has ended.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function postmasterPid(): number | null {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

const startArgs = (onPort = port) => [
  ...['start', '--json', '--no-demo', '--no-console', '--data-dir', dataDir],
  ...['--port', String(onPort)],
];

function launch(onPort = port): Started {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['bin/recomengine.ts', ...startArgs(onPort)], { env: { PATH, HOME } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  const ended = once(child, 'exit') as Started['ended'];
  const url = `http://127.0.0.1:${onPort}`;
  const launched = { pid: child.pid ?? 0, url, ended, stdout: () => stdout, stderr: () => stderr };
  started.push(launched);
  return launched;
}

/** Starts the product; resolves when it has printed on stdout that it is ready. */
async function start(): Promise<Started> {
  const launched = launch();
  await waitFor(
    async () => launched.stdout().includes('\n') || !isAlive(launched.pid),
    () => `ready\n${launched.stderr()}`,
    readyTimeoutMs,
  );
  const { ready } = JSON.parse(launched.stdout() || '{}');
  assert.deepEqual([ready?.url, ready?.dataDir, ready?.pid], [launched.url, dataDir, launched.pid], launched.stderr());
  return launched;
}

/** The product's processes: the parent, its two children, and Postgres with its own, which may be an adopted one. */
function processesOf({ pid }: Started): number[] {
  const postmaster = postmasterPid();
  assert.ok(postmaster !== null);
  const found = new Set([...allProcessesOf(pid), ...allProcessesOf(postmaster)]);
  assert.ok(found.size >= 4, `parent, server, processors, Postgres, and not only ${found.size}`);
  return [...found];
}

/** The failure is the last line on stderr. */
const failureOf = (stderr: string) => JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error;

async function untilGone(pids: readonly number[], timeoutMs: number): Promise<void> {
  await waitFor(
    async () => !pids.some(isAlive),
    () => `these have not ended: ${pids.filter(isAlive).map((pid) => `${pid} ${commandOf(pid)}`)}`,
    timeoutMs,
  );
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('it says when it is ready; SIGTERM ends everything with 0; the next start finds its data', async () => {
  const first = await start();
  assert.equal((await ask(`${first.url}/ready`)).status, 200);
  const shop = await createShop(first.url);
  const pids = processesOf(first);
  assert.ok(pids.every(isAlive), 'control');
  process.kill(first.pid, 'SIGTERM');
  assert.deepEqual(await first.ended, [0, null], first.stderr());
  assert.deepEqual(pids.filter(isAlive).map(commandOf), [], 'nothing is left');
  assert.equal(existsSync(join(dataDir, 'owner.json')), false);
  assert.ok(
    first
      .stderr()
      .trim()
      .split('\n')
      .every((line) => JSON.parse(line).msg.length > 0),
    'progress is JSON as well',
  );

  const second = await start();
  const login = await ask(`${second.url}/api/v1/auth/login`, {
    body: { email: shop.email, password: shop.password },
  });
  assert.equal(login.status, 200);
});

test('Postgres and the processors, with all their threads and children, stand back behind the server', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, async () => {
  const product = await start();
  const byName: Record<string, Set<number>> = { postgres: new Set(), processors: new Set(), server: new Set() };
  for (const pid of processesOf(product).filter((one) => one !== product.pid)) {
    const name = /(server|processors)\.ts/.exec(commandOf(pid))?.[1] ?? 'postgres';
    for (const thread of readdirSync(`/proc/${pid}/task`))
      byName[name]?.add(getPriority(Number(thread)) - getPriority());
  }
  assert.deepEqual(byName, { postgres: new Set([5]), processors: new Set([5]), server: new Set([0]) });
});

test('what a data folder holds is for its owner alone, also what an earlier version left open', async () => {
  const first = await start();
  await createShop(first.url);
  process.kill(first.pid, 'SIGTERM');
  await first.ended;
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).map((name) => join(dataDir, name));
  const log = files.filter((file) => file.includes('/log/') && statSync(file).isFile());
  assert.deepEqual([...openIn(dataDir)], []);
  for (const file of log) chmodSync(file, 0o644);
  assert.deepEqual([...openIn(dataDir)].sort(), log.sort(), 'control');
  await start();
  assert.deepEqual([...openIn(dataDir)], []);
});

test('kill -9 of the parent: its children end by themselves, and a start at once works', async () => {
  const first = await start();
  const shop = await createShop(first.url);
  const children = processesOf(first).filter((pid) => /bin\/(server|processors)\.ts/.test(commandOf(pid)));
  assert.equal(children.length, 2);
  process.kill(first.pid, 'SIGKILL');
  assert.deepEqual(await first.ended, [null, 'SIGKILL']);

  // The test does not wait for the first to end: a user who types the same command again need not wait either.
  const second = await start();
  await untilGone(children, orphanTimeoutMs);
  assert.equal((await ask(`${second.url}/api/v1/tenants/${shop.tenantId}`, { token: shop.adminToken })).status, 200);
  const pids = processesOf(second);
  process.kill(second.pid, 'SIGTERM');
  assert.deepEqual(await second.ended, [0, null], second.stderr());
  assert.deepEqual(pids.filter(isAlive).map(commandOf), [], 'the Postgres that was left behind has ended with it, too');
});

test('a folder that a live product has is refused with its pid and URL, and 2; it goes on undisturbed', async () => {
  const first = await start();
  const other = await recomengine('start', '--json', '--data-dir', dataDir, '--port', String(await findFreePort()));
  assert.equal(other.code, 2, other.stderr);
  const failure = failureOf(other.stderr);
  assert.equal(failure.code, 'folder_in_use');
  assert.match(failure.message, new RegExp(`in use by process ${first.pid}, which answers at ${first.url}:`));
  const doctor = await recomengine('doctor', '--json', '--data-dir', dataDir);
  const [configuration] = JSON.parse(doctor.stdout);
  assert.deepEqual([configuration.check, JSON.parse(configuration.detail).port], ['configuration', port], 'its own');
  assert.equal((await ask(`${first.url}/ready`)).status, 200);
});

test('a port that another program has is refused before anything starts, with 2', async () => {
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  try {
    const result = await recomengine(...startArgs());
    assert.equal(result.code, 2, result.stderr);
    assert.equal(failureOf(result.stderr).code, 'port_unusable');
    assert.deepEqual(readdirSync(dataDir), [], 'nothing is left in a new folder');
  } finally {
    other.close();
  }
  await start();
});

test('of two starts at one moment one has the folder, and the other is refused', async () => {
  const both = [launch(), launch(await findFreePort())];
  const isOver = ({ pid, stdout }: Started) => stdout().includes('\n') || !isAlive(pid);
  await waitFor(
    async () => both.every(isOver),
    () => both.map(({ stderr }) => stderr()).join('\n'),
    readyTimeoutMs,
  );
  const [winners, losers] = [true, false].map((hasWon) => both.filter(({ stdout }) => (stdout() !== '') === hasWon));
  assert.deepEqual([winners?.length, losers?.length], [1, 1]);
  assert.deepEqual(await losers?.[0]?.ended, [2, null]);
  await waitFor(
    async () => failureOf(losers?.[0]?.stderr() ?? '').code === 'folder_in_use',
    () => `the loser says why\n${losers?.[0]?.stderr()}`,
  );
  assert.equal((await ask(`${winners?.[0]?.url}/ready`)).status, 200);
});
