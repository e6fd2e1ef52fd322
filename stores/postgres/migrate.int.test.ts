import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, migrationNames } from './migrate.ts';

let testDatabase: TestDatabase;
let owner: Database;
let empty: { url: string; name: string };
/** Logins belong to the whole server, and other tests use them at the same time, so their passwords stay. */
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
  // CREATE DATABASE has no IF NOT EXISTS: without a lock the second process fails there, and has not migrated.
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

test('an older database learns whose its numbers of control data are, and two arguments are enough for an older process', async () => {
  const older = openDatabase({ url: empty.url, max: 1, applicationName: 'owner' });
  try {
    await older.query(
      `DROP VIEW tenants_in_force, api_keys_in_force; DROP FUNCTION append_control(text, text, uuid);
       ALTER TABLE control_log DROP COLUMN of_tenant;
       CREATE FUNCTION append_control(subject text, subject_id text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
       DELETE FROM schema_migrations WHERE name = '0011_control_subjects.sql'`,
    );
    const [adminId, tenantId, keyId] = [randomUUID(), randomUUID(), randomUUID()];
    await older.query(`INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, 'ada@shop.example', '!')`, [
      adminId,
    ]);
    await older.query(`INSERT INTO tenants (tenant_id, admin_id, name) VALUES ($1, $2, 'Shop')`, [tenantId, adminId]);
    await older.query(
      `WITH live AS (INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live') RETURNING scope)
       INSERT INTO api_keys (key_id, tenant_id, scope, name, key_hmac, key_prefix, permissions, space)
       SELECT $2, $1, scope, 'Key', '\\x00', 'rk_live_', 'read', 'live' FROM live`,
      [tenantId, keyId],
    );
    await older.query(
      `INSERT INTO control_log (subject, subject_id) VALUES ('tenant', $1), ('api_key', $2), ('projection', 'catalog'), ('tenant', 'no id')`,
      [tenantId, keyId],
    );
    assert.deepEqual(await migrateThere(empty.url), ['0011_control_subjects.sql']);
    await older.query(
      `SELECT append_control('tenant', $1), append_control('api_key', $2), append_control('projection', 'catalog')`,
      [tenantId, keyId],
    );
    const { rows } = await older.query<{ of: string | null }>(
      'SELECT of_tenant AS of FROM control_log ORDER BY number',
    );
    const expected = [tenantId, tenantId, null];
    assert.deepEqual(
      rows.map(({ of }) => of),
      [...expected, null, ...expected],
    );
  } finally {
    await older.close();
  }
});

test('a migration that fails leaves nothing of itself, and says its name', async () => {
  const name = '0005_directory.sql';
  const restored = openDatabase({ url: empty.url, max: 1, applicationName: 'owner' });
  try {
    // Its tables are there already, so the migration fails half way, after statements that had worked.
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
