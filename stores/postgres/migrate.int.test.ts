import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, migrationNames } from './migrate.ts';

let testDatabase: TestDatabase;
let owner: Database;
let empty: { url: string; name: string };
/** The logins are the server's, and other tests use them at this time: their passwords stay. */
const passwordOf = (url: string) => decodeURIComponent(new URL(url).password);
const migrateThere = (ownerUrl: string) =>
  migrate({
    ownerUrl,
    processorPassword: passwordOf(testDatabase.processorUrl),
    apiPassword: passwordOf(testDatabase.apiUrl),
  });

before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  const url = new URL(testDatabase.ownerUrl);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  url.pathname = `/${name}`;
  empty = { url: url.toString(), name };
});
after(async () => {
  await owner.query(`DROP DATABASE IF EXISTS ${empty.name} WITH (FORCE)`);
  await owner.close();
  await testDatabase.close();
});

test('two that migrate a new database at once run each file once, and a third finds nothing to do', async () => {
  // CREATE DATABASE has no IF NOT EXISTS: who comes second to it fails, and has not migrated.
  await owner.query(`CREATE DATABASE ${empty.name}`);
  const ran = await Promise.all([migrateThere(empty.url), migrateThere(empty.url)]);
  assert.deepEqual(ran.flat(), migrationNames());
  assert.ok(ran.some((names) => names.length === 0));
  assert.deepEqual(await migrateThere(empty.url), []);
});

test('a migration that was edited after it ran is refused, and nothing of a later one runs', async () => {
  const [first = '', last = ''] = [migrationNames().at(0), migrationNames().at(-1)];
  await owner.query('UPDATE schema_migrations SET sha256 = $2 WHERE name = $1', [first, 'another']);
  await owner.query('DELETE FROM schema_migrations WHERE name = $1', [last]);
  await assert.rejects(
    migrateThere(testDatabase.ownerUrl),
    new RegExp(`${first} was edited after it had been applied`),
  );
  assert.equal((await owner.query('SELECT FROM schema_migrations WHERE name = $1', [last])).rowCount, 0);
});

test('a migration that fails leaves nothing of itself, and says its name', async () => {
  const name = '0005_directory.sql';
  const restored = openDatabase({ url: empty.url, max: 1, applicationName: 'owner' });
  try {
    // Its tables are there already: it fails in its middle, after statements that had worked.
    await restored.query('DELETE FROM schema_migrations WHERE name = $1', [name]);
    await restored.query('DROP POLICY api_tenant ON tenants; DROP POLICY processor_all ON tenants');
    await assert.rejects(migrateThere(empty.url), new RegExp(`migration ${name} failed: .*already exists`));
    assert.equal(
      (await restored.query(`SELECT FROM pg_policy WHERE polname = 'api_tenant' AND polrelid = 'tenants'::regclass`))
        .rowCount,
      0,
    );
  } finally {
    await restored.close();
  }
});
