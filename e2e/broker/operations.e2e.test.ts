import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { fencesIn } from '#testing/fences.ts';
import { missingForBroker, startTestBroker } from '#testing/kafka-broker.ts';
import { findFreePort, waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis } from '#testing/redis.ts';

const section = 'From nothing to two of each';
const ports = ['INGEST_1', 'INGEST_2', 'PROCESSORS_1', 'PROCESSORS_2', 'QUERY_1', 'QUERY_2'];
const scriptTimeoutMs = 180_000;

/** The commands of a section of docs/operations.md, in their order. */
function commandsOf(heading: string): string[] {
  const page = readFileSync('docs/operations.md', 'utf8');
  const text = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return fencesIn(text, 'sh');
}

/** Copies the files of this checkout into a folder of their own, with the packages that `npm ci` has installed here. */
function checkOut(folder: string): void {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n');
  for (const file of files.filter((name) => name !== '' && existsSync(name))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('whoever follows docs/operations.md has two of each process on a broker, without Docker', {
  skip: missingForBroker() ?? skipWithoutRedis,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-operator-'));
  const state = join(folder, 'state');
  await using closing = new AsyncDisposableStack();
  closing.defer(() => rmSync(folder, { recursive: true, force: true }));
  const broker = await startTestBroker();
  closing.defer(broker.stop);
  const redis = await startTestRedis();
  closing.defer(redis.stop);
  const serverDir = mkdtempSync(join(tmpdir(), 'recomengine-operator-postgres-'));
  closing.defer(() => rmSync(serverDir, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir: serverDir, password: 'superuser', database: 'postgres' });
  closing.defer(() => server.stop());
  const pids = () =>
    existsSync(join(state, 'pids'))
      ? readFileSync(join(state, 'pids'), 'utf8').split('\n').filter(Boolean).map(Number)
      : [];
  closing.defer(() => {
    for (const pid of pids().filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
  checkOut(join(folder, 'checkout'));
  const superuser = new pg.Client({ connectionString: server.ownerUrl });
  await superuser.connect();
  await superuser.query(`CREATE ROLE shop_owner LOGIN CREATEROLE PASSWORD 'of-the-owner'`);
  await superuser.query('CREATE DATABASE shop OWNER shop_owner');
  await superuser.end();
  const as = (login: string, password: string) => `postgres://${login}:${password}@127.0.0.1:${server.port}/shop`;
  const commands = commandsOf(section);
  assert.ok(commands.length >= 6, `${commands.length} blocks of commands`);
  const [first = '', ...others] = commands;
  assert.match(first, /^npm ci$/m);
  const script = ['set -euo pipefail', first.replace(/^npm ci$/m, ''), ...others].join('\n');
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', script], {
    cwd: join(folder, 'checkout'),
    timeout: scriptTimeoutMs,
    env: {
      PATH,
      HOME,
      STATE: state,
      BROKERS: broker.brokers.join(','),
      OWNER_URL: as('shop_owner', 'of-the-owner'),
      PROCESSOR_URL: as('processor', 'of-the-processor'),
      API_URL: as('api', 'of-the-api'),
      REDIS_URL: redis.url,
      ...Object.fromEntries(await Promise.all(ports.map(async (name) => [name, String(await findFreePort())]))),
    },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise((resolveCode) => child.once('exit', resolveCode));
  const logs = () => execFileSync('bash', ['-c', 'tail -n 5 ./*.log || true'], { cwd: state, encoding: 'utf8' });
  assert.equal(code, 0, `${printed}\n${existsSync(state) ? logs() : ''}`);
  // The page's promise for the last answer: a product that was written at one instance is recommended by another.
  const answer = JSON.parse(printed.trim().split('\n').at(-1) ?? '');
  assert.deepEqual(
    answer.data.map(({ productId }: { productId: string }) => productId),
    ['mug'],
    printed,
  );
  assert.equal(pids().length, ports.length);
  await waitFor(
    async () => !pids().some(isAlive),
    () => `SIGTERM ends them\n${logs()}`,
    60_000,
  );
});
