import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillTable } from '#testing/fill-table.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let owner: Database;
let api: Database;
const tenantId = '11111111-1111-4111-8111-111111111111';
const adminId = '33333333-3333-4333-8333-333333333333';

/** What role `api` reads whole, and why. */
const openRelations: Record<string, string> = {
  logs: 'numbers of logs, of no tenant',
  event_months: 'which months are archived',
  exposure_retention: 'from when on exposures are kept',
  catalog_history_since: 'from when on changes of the catalog are kept',
  consumer_offsets: 'positions in the log',
  projections: 'which version of a projection is live',
  projection_positions: 'positions in the log',
  catalog_outcomes: 'what became of a position of the catalog, in a word',
  control_log: 'which id of control data changed, and of which tenant: each process follows it',
  chores: 'when a daily chore was done',
  tenants_in_force: 'control data of all tenants, which each process holds to authenticate',
  api_keys_in_force: 'the same: a key is found by its HMAC, and the key itself is nowhere',
  experiments_in_force: 'control data, which each process holds to answer',
  holdouts_in_force: 'control data, which each process holds to answer',
  widget_configs_in_force: 'control data, which each process holds to answer',
  placement_rules_in_force: 'control data, which each process holds to answer',
};

before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  api = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'api' });
});
after(async () => {
  await api.close();
  await owner.close();
  await testDatabase.close();
});

type Walked = {
  name: string;
  kind: 'r' | 'p' | 'v' | 'm';
  isGranted: boolean;
  isEnabled: boolean;
  isForced: boolean;
  hasPolicy: boolean;
};

/** Returns every table and view, by the system catalog; months of `events` are tables of their own. */
async function walk(): Promise<Walked[]> {
  const { rows } = await owner.query<Walked>(
    `SELECT c.relname AS name, c.relkind AS kind, c.relrowsecurity AS "isEnabled", c.relforcerowsecurity AS "isForced",
            has_table_privilege('api', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
              OR has_any_column_privilege('api', c.oid, 'SELECT, INSERT, UPDATE') AS "isGranted",
            EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND 'api'::regrole = ANY (p.polroles)) AS "hasPolicy"
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
     ORDER BY c.relname`,
  );
  return rows;
}

/** A table that role `api` may touch must have a policy for it, or stand in the list above; one that it may not touch needs none. */
const isOpen = ({ name, isGranted, isEnabled, isForced, hasPolicy }: Walked): boolean =>
  isGranted && !Object.hasOwn(openRelations, name) && !(isEnabled && isForced && hasPolicy);

const countIn = (table: string) => `SELECT count(*)::int AS count FROM ${table}`;
const isPartition = (name: string) => /^events_\d{4}_\d{2}$/.test(name);

test('every table has row-level security, forced, with a policy for the api, or is open for a reason', async () => {
  const walked = await walk();
  assert.ok(walked.length > 40, 'the walk finds the tables');
  assert.deepEqual(walked.filter(isOpen), []);
  assert.ok(walked.filter(({ name }) => isPartition(name)).length >= 3);
  const granted = walked.filter(({ isGranted }) => isGranted).map(({ name }) => name);
  assert.deepEqual(
    Object.keys(openRelations).filter((name) => !granted.includes(name)),
    [],
    'the list names nothing that is gone',
  );
});

test('control: the walk catches a table without a policy, one without the switch, and one that is not forced', async () => {
  await owner.query('CREATE TABLE careless_a (scope integer); GRANT SELECT ON careless_a TO api');
  await owner.query(
    'CREATE TABLE careless_b (tenant_id uuid); GRANT INSERT (tenant_id) ON careless_b TO api; CREATE POLICY p ON careless_b TO api USING (true)',
  );
  await owner.query(
    'CREATE TABLE careless_d (token text); GRANT SELECT ON careless_d TO api; CREATE VIEW careless_e AS SELECT * FROM admins; GRANT SELECT ON careless_e TO api',
  );
  await owner.query(
    'CREATE TABLE careless_c (scope integer); GRANT SELECT ON careless_c TO api; ALTER TABLE careless_c ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON careless_c TO api USING (true)',
  );
  assert.deepEqual(
    (await walk()).filter(isOpen).map(({ name }) => name),
    ['careless_a', 'careless_b', 'careless_c', 'careless_d', 'careless_e'],
  );
  await owner.query('DROP VIEW careless_e; DROP TABLE careless_a, careless_b, careless_c, careless_d');
});

test('the api sees no row of any of them without an asker, and its own with one', async () => {
  const tables = (await walk()).filter(
    ({ name, isGranted }) => isGranted && !isPartition(name) && !Object.hasOwn(openRelations, name),
  );
  for (const name of ['admins', 'refresh_tokens', 'password_resets', 'idempotency_keys'])
    assert.ok(
      tables.some((table) => table.name === name),
      name,
    );
  for (const { name } of tables) {
    await fillTable(owner, name, { scope: 1, tenantId, adminId });
    assert.equal((await owner.query<{ count: number }>(countIn(name))).rows[0]?.count, 1, `${name} has a row`);
    assert.equal((await api.query<{ count: number }>(countIn(name))).rows[0]?.count, 0, `${name} without an asker`);
    const own = await api.scoped({ tenantId, scopes: [1], adminId }, (client) => client.query(countIn(name)));
    assert.equal(own.rows[0]?.count, 1, `${name} to its own asker`);
    const another = { tenantId: tenantId.replaceAll('1', '2'), scopes: [2], adminId: adminId.replaceAll('3', '4') };
    const other = await api.scoped(another, (client) => client.query(countIn(name)));
    assert.equal(other.rows[0]?.count, 0, `${name} to another`);
  }
});

test('the api may not read what it has no need to', async () => {
  for (const name of ['model_snapshots', 'revoked_access_tokens', 'tenant_purges', 'archive_erasures'])
    await assert.rejects(api.query(countIn(name)), { code: '42501' }, name);
});

test('the api opens no account with a role, and changes none', async () => {
  const asAdmin = (sql: string) => api.scoped({ adminId }, (client) => client.query(sql));
  await assert.rejects(asAdmin(`UPDATE admins SET role = 'super_admin'`), { code: '42501' });
  await assert.rejects(
    asAdmin(`INSERT INTO admins (admin_id, email, password_hash, role) VALUES ('${adminId}', 'a', '', 'super_admin')`),
    { code: '42501' },
  );
  assert.equal((await asAdmin(`UPDATE admins SET password_hash = 'x'`)).rowCount, 1, 'control: its own password');
});

test('every function that runs as the owner has its search_path pinned, and is not for everybody', async () => {
  const loose = () =>
    owner.query<{ name: string }>(
      `SELECT proname AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND (NOT coalesce(proconfig @> ARRAY['search_path=public, pg_temp'], false)
              OR EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee = 0))`,
    );
  assert.deepEqual((await loose()).rows, []);
  await owner.query(`CREATE FUNCTION careless_f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`);
  assert.deepEqual((await loose()).rows, [{ name: 'careless_f' }], 'control');
  await owner.query('DROP FUNCTION careless_f()');
});

test('the api cannot go round the policy of events by asking a month', async () => {
  const month = (await walk()).find(({ name }) => isPartition(name));
  await assert.rejects(api.query(countIn(month?.name ?? '')), { code: '42501' });
});
