import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { waitFor } from '#testing/product.ts';
import { startEmbeddedPostgres } from './embedded.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'recomengine-cluster-'));
after(() => rmSync(dataDir, { recursive: true, force: true }));
const options = { dataDir, password: 'owner-of-this-test', database: 'postgres', settings: { shared_buffers: '16MB' } };
const found = (pattern: string) => globSync(pattern, { cwd: dataDir });
/** Whether an initdb works in a folder. */
const isRunning = (folder: string): boolean =>
  globSync('/proc/[0-9]*/cmdline').some((file) => {
    try {
      const [program = '', ...args] = readFileSync(file, 'utf8').split('\0');
      return basename(program) === 'initdb' && args.some((argument) => argument.startsWith(folder));
    } catch {
      return false;
    }
  });

test('a first start that is killed while the database is made leaves nothing that hinders the next', async () => {
  const { href } = new URL('./embedded.ts', import.meta.url);
  const program = `const { startEmbeddedPostgres } = await import(${JSON.stringify(href)}); await startEmbeddedPostgres(${JSON.stringify(options)});`;
  const first = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  await waitFor(
    async () => found('postgres.new-*/PG_VERSION').length > 0 || existsSync(join(dataDir, 'postgres')),
    () => 'initdb has begun',
  );
  first.kill('SIGKILL');
  assert.equal(existsSync(join(dataDir, 'postgres')), false, 'the folder has its name when it is whole');
  assert.equal(found('.initdb-*').length, 1, 'control: the password file of the killed start is there');

  // What a machine that went down has left has no process behind it that ends.
  mkdirSync(join(dataDir, 'postgres.new-1'));
  writeFileSync(join(dataDir, 'postgres.new-1', 'PG_VERSION'), '17\n');
  const said: string[] = [];
  const server = await startEmbeddedPostgres({ ...options, onProgress: (message) => said.push(message) });
  try {
    assert.deepEqual(said, ['creating the database']);
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    assert.equal((await client.query('SELECT 42 AS n')).rows[0]?.n, 42);
    await client.end();
    // The initdb that outlived its start may have written once more beside this one; the next start has it go.
    await waitFor(
      async () => !isRunning(dataDir),
      () => 'the orphaned initdb ends',
    );
    assert.equal((await startEmbeddedPostgres(options)).pid, server.pid, 'adopted');
    assert.deepEqual([...found('.initdb-*'), ...found('postgres.new-*')], []);
  } finally {
    await server.stop();
  }
});
