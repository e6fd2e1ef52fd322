import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { after, before, beforeEach, test } from 'node:test';
import { type CuttableProxy, openCuttableProxy } from '#testing/cuttable-proxy.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { DatabaseUnavailable } from './classify-error.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let proxy: CuttableProxy;
let database: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  proxy = await openCuttableProxy(testDatabase.apiUrl);
  database = openDatabase({ url: proxy.url, max: 1, applicationName: 'database-test' });
});
after(async () => {
  await database.close();
  await proxy.close();
  await testDatabase.close();
});
beforeEach(() => proxy.restore());

test('a read whose connection broke unnoticed is asked again', async () => {
  await database.query('SELECT 1');
  await proxy.cut();
  await proxy.restore();
  assert.equal((await database.query('SELECT 2 AS n')).rows[0]?.n, 2);
});

test('control: while nobody answers, the same read is unavailable', async () => {
  await database.query('SELECT 1');
  await proxy.cut();
  await assert.rejects(database.query('SELECT 2'), DatabaseUnavailable);
});

test('a read that is asked again has the same time to answer', async () => {
  await database.query('SELECT 1');
  await proxy.cut();
  await proxy.restore();
  await assert.rejects(database.query('SELECT pg_sleep(5)', [], 100), DatabaseUnavailable);
});

test('control: with more time the same read is answered', async () => {
  await database.query('SELECT 1');
  await proxy.cut();
  await proxy.restore();
  assert.equal((await database.query('SELECT pg_sleep(0.2)', [], 10_000)).rowCount, 1);
});

test('a transaction that throws leaves nothing, and its connection is used again', async () => {
  const failing = database.transaction(async (client) => {
    await client.query('CREATE TEMP TABLE left_behind ()');
    throw new Error('on purpose');
  });
  await assert.rejects(failing, /on purpose/);
  await assert.rejects(database.query('SELECT FROM left_behind'), /does not exist/);
});

test('what the server does for a connection stands back as it was told', async () => {
  const priorityOf = async (options: { standBackBy?: number }) => {
    const one = openDatabase({ url: testDatabase.apiUrl, max: 1, applicationName: 'database-test', ...options });
    try {
      const { rows } = await one.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return getPriority(rows[0]?.pid ?? Number.NaN);
    } finally {
      await one.close();
    }
  };
  const plain = await priorityOf({});
  assert.equal(await priorityOf({ standBackBy: 3 }), Math.min(19, plain + 3), 'and control: another one does not');
});

test('who waits for a connection is counted, and no more once there is one', async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = database.transaction(async () => {
    begun.resolve();
    await held.promise;
  });
  await begun.promise;
  assert.equal(database.queue.size(), 0, 'control: it has the one connection');
  const second = database.query('SELECT 1');
  assert.equal(database.queue.size(), 1);
  held.resolve();
  await Promise.all([first, second]);
  assert.deepEqual([database.queue.size(), database.queue.ageMs()], [0, 0]);
});

test('who asks is told as it is written, whatever it holds', async () => {
  const email = String.raw`o'brien\'; SELECT 1; --"@shop.example`;
  const told = await database.scoped({ email, scopes: [3, 5] }, (client) =>
    client.query(
      `SELECT current_setting('recomengine.email') AS email, current_setting('recomengine.scopes') AS scopes`,
    ),
  );
  assert.deepEqual(told.rows, [{ email, scopes: '3,5' }]);
  const { rows } = await database.query(`SELECT coalesce(current_setting('recomengine.email', true), '') AS email`);
  assert.deepEqual(rows, [{ email: '' }], 'control: and to that transaction alone');
});

test('where plans are kept a named statement is planned once for all values', async () => {
  const plansOf = async (name: string, keepsPlans: boolean) => {
    for (let n = 0; n < 3; n += 1)
      await database.transaction(
        (client) => client.query({ name, text: 'SELECT count(*) FROM pg_class WHERE oid = $1', values: [n] }),
        { keepsPlans },
      );
    const { rows } = await database.query(
      'SELECT generic_plans::int AS kept, custom_plans::int AS made FROM pg_prepared_statements WHERE name = $1',
      [name],
    );
    return rows[0];
  };
  assert.deepEqual(await plansOf('kept', true), { kept: 3, made: 0 });
  assert.deepEqual(await plansOf('anew', false), { kept: 0, made: 3 }, 'control');
});
