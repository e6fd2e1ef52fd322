import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillTable } from '#testing/fill-table.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let owner: Database;
let api: Database;
const tenantId = '11111111-1111-4111-8111-111111111111';

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

type Walked = { name: string; isGranted: boolean; isEnabled: boolean; isForced: boolean; hasPolicy: boolean };

/** Returns every table with a scope or a tenant, by the system catalog; months of `events` are tables of their own. */
async function walk(): Promise<Walked[]> {
  const { rows } = await owner.query<Walked>(
    `SELECT c.relname AS name, c.relrowsecurity AS "isEnabled", c.relforcerowsecurity AS "isForced",
            has_table_privilege('api', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
              OR has_any_column_privilege('api', c.oid, 'SELECT, INSERT, UPDATE') AS "isGranted",
            EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND 'api'::regrole = ANY (p.polroles)) AS "hasPolicy"
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('scope', 'tenant_id') AND NOT a.attisdropped)
     ORDER BY c.relname`,
  );
  return rows;
}

/** A table that role `api` may touch must have a policy of its own; one that it may not touch needs none. */
const isOpen = ({ isGranted, isEnabled, isForced, hasPolicy }: Walked): boolean =>
  isGranted && !(isEnabled && isForced && hasPolicy);

const countIn = (table: string) => `SELECT count(*)::int AS count FROM ${table}`;
const isPartition = (name: string) => /^events_\d{4}_\d{2}$/.test(name);

test('every table of a tenant has row-level security, forced, with a policy for the api', async () => {
  const walked = await walk();
  assert.ok(walked.length > 12, 'the walk finds the tables');
  assert.deepEqual(walked.filter(isOpen), []);
  assert.ok(walked.filter(({ name }) => isPartition(name)).length >= 3);
});

test('control: the walk catches a table without a policy, one without the switch, and one that is not forced', async () => {
  await owner.query('CREATE TABLE careless_a (scope integer); GRANT SELECT ON careless_a TO api');
  await owner.query(
    'CREATE TABLE careless_b (tenant_id uuid); GRANT INSERT (tenant_id) ON careless_b TO api; CREATE POLICY p ON careless_b TO api USING (true)',
  );
  await owner.query(
    'CREATE TABLE careless_c (scope integer); GRANT SELECT ON careless_c TO api; ALTER TABLE careless_c ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON careless_c TO api USING (true)',
  );
  assert.deepEqual(
    (await walk()).filter(isOpen).map(({ name }) => name),
    ['careless_a', 'careless_b', 'careless_c'],
  );
  await owner.query('DROP TABLE careless_a, careless_b, careless_c');
});

test('the api sees no row of any of them without an asker, and its own with one', async () => {
  const tables = (await walk()).filter(({ name, isGranted }) => isGranted && !isPartition(name));
  for (const { name } of tables) {
    await fillTable(owner, name, { scope: 1, tenantId });
    assert.equal((await owner.query<{ count: number }>(countIn(name))).rows[0]?.count, 1, `${name} has a row`);
    assert.equal((await api.query<{ count: number }>(countIn(name))).rows[0]?.count, 0, `${name} without an asker`);
    const own = await api.scoped({ tenantId, scopes: [1] }, (client) => client.query(countIn(name)));
    assert.equal(own.rows[0]?.count, 1, `${name} to its own asker`);
    const other = await api.scoped({ tenantId: tenantId.replaceAll('1', '2'), scopes: [2] }, (client) =>
      client.query(countIn(name)),
    );
    assert.equal(other.rows[0]?.count, 0, `${name} to another`);
  }
});

test('the api cannot go round the policy of events by asking a month', async () => {
  const month = (await walk()).find(({ name }) => isPartition(name));
  await assert.rejects(api.query(countIn(month?.name ?? '')), { code: '42501' });
});
