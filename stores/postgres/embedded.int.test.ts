import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { waitFor } from '#testing/product.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

const password = 'owner-of-this-test';
const database = 'postgres';
let dataDir: string;
let server: EmbeddedPostgres;
let said: string[];

/** Starts as the product does at each start. */
const start = async () => {
  said = [];
  server = await startEmbeddedPostgres({
    dataDir,
    password,
    database,
    settings: { shared_buffers: '16MB', max_connections: '10' },
    onProgress: (message) => said.push(message),
  });
  return server;
};
const ask = async (sql: string, of = server) => {
  const client = new pg.Client({ connectionString: of.ownerUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows[0]?.n as number | undefined;
  } finally {
    await client.end();
  }
};
const isAlive = (pid: number) => {
  try {
    // A killed child of ours is a zombie until Node has waited for it.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const pidFile = () => join(dataDir, 'postgres', 'postmaster.pid');

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'recomengine-embedded-'));
  await start();
});
after(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the first start makes the files, and answers to its password alone', async () => {
  assert.deepEqual(said, ['creating the database']);
  await ask('CREATE TABLE kept (n integer)');
  await ask('INSERT INTO kept VALUES (42)');
  assert.equal(await ask('SELECT n FROM kept'), 42);
  const stranger = { ...server, ownerUrl: server.urlFor('postgres', 'another') };
  await assert.rejects(ask('SELECT 1 AS n', stranger), { code: '28P01' });
});

test('a server whose parent was killed is adopted by the next start, with who is connected', async () => {
  const orphan = server;
  const connected = new pg.Client({ connectionString: orphan.ownerUrl });
  await connected.connect();
  await start();
  assert.equal(server.pid, orphan.pid);
  assert.deepEqual(said, [`adopting the Postgres that was left running (pid ${orphan.pid})`]);
  assert.equal((await connected.query('SELECT n FROM kept')).rows[0]?.n, 42);
  await connected.end();
});

test('stop ends an adopted server with its open transactions, and the next start finds the data', async () => {
  const { pid } = server;
  const open = new pg.Client({ connectionString: server.ownerUrl });
  open.on('error', () => {});
  await open.connect();
  await open.query('BEGIN; INSERT INTO kept VALUES (43)');
  await server.stop();
  assert.equal(isAlive(pid), false);
  await assert.rejects(ask('SELECT 1'), { code: 'ECONNREFUSED' });
  await server.stop();
  await start();
  assert.notEqual(server.pid, pid);
  assert.equal(await ask('SELECT count(*)::int AS n FROM kept'), 1);
});

test('after kill -9 of the server the next start has all that was committed', async () => {
  await ask('INSERT INTO kept VALUES (44)');
  const killed = server;
  process.kill(killed.pid, 'SIGKILL');
  await killed.exited;
  await start();
  assert.notEqual(server.pid, killed.pid);
  assert.equal(await ask('SELECT sum(n)::int AS n FROM kept'), 86);
});

test('a process that has got the pid of a dead server is neither adopted nor harmed, whatever its name', async () => {
  await server.stop();
  // Its command line has `postgres` and our folder in it, but it is not a server.
  const folder = join(dataDir, 'postgres');
  const stranger: ChildProcess = spawn(
    process.execPath,
    ['-e', 'setInterval(() => {}, 1000)', 'postgres', '-D', folder],
    { stdio: 'ignore' },
  );
  try {
    await waitFor(
      async () => isAlive(stranger.pid ?? 0),
      () => 'the stranger runs',
    );
    writeFileSync(pidFile(), `${stranger.pid}\n${folder}\n0\n1\n\n127.0.0.1\n\nready   \n`);
    // Postgres itself checks whether the pid belongs to its user; this one belongs to another user or has no shared memory.
    await start();
    assert.deepEqual(said, []);
    assert.equal(await ask('SELECT count(*)::int AS n FROM kept'), 2);
    assert.equal(isAlive(stranger.pid ?? 0), true);
  } finally {
    stranger.kill('SIGKILL');
  }
});

test('a server that recovers for long is waited for, with a word now and then, and does not begin anew', async () => {
  await server.stop();
  const held = join(dataDir, 'held');
  writeFileSync(held, '');
  writeFileSync(join(dataDir, 'postgres', 'recovery.signal'), '');
  const words: string[] = [];
  const starting = startEmbeddedPostgres({
    ...{ dataDir, password, database, tellEveryMs: 1 },
    settings: {
      ...{ shared_buffers: '16MB', max_connections: '10' },
      // It asks for more of its WAL, and has no answer while the file is there.
      restore_command: `while [ -e ${held} ]; do sleep 0.05; done; false`,
    },
    onProgress: (message) => words.push(message),
  });
  await waitFor(
    async () => words.length > 2,
    () => 'it is told of',
  );
  assert.deepEqual(new Set(words), new Set(['Postgres still recovers what it had written before it ended']));
  const [recovering] = readFileSync(pidFile(), 'utf8').split('\n');
  rmSync(held);
  server = await starting;
  assert.equal(String(server.pid), recovering);
  assert.equal(await ask('SELECT n FROM kept'), 42);
  const told = words.length;
  await server.stop();
  await start();
  assert.deepEqual([told > 2, said], [true, []], 'control: without anything to recover nothing is told');
});
