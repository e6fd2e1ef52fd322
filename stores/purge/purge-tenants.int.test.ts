import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fillTable } from '#testing/fill-table.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { sketchEvent, storeEvents } from '#testing/stored-events.ts';
import { waitFor } from '#testing/wait-for.ts';
import { archiveFileOf, readArchive } from '../archive/archive-file.ts';
import { fromLine } from '../archive/archive-line.ts';
import { archiveMonth } from '../archive/archive-months.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { keptTables, purgeTenants, tablesWith } from './purge-tenants.ts';

const [may, mayMs, juneMs] = ['2024-05-01', Date.UTC(2024, 4, 10), Date.UTC(2024, 5, 10)] as const;
const purged = { tenantId: randomUUID(), scopes: [1, 2] };
const other = { tenantId: randomUUID(), scopes: [3, 4] };

let dir: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-purge-'));
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 4, applicationName: 'purge' });
  const admin = randomUUID();
  await owner.query(`INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, 'a@shop.example', '!')`, [admin]);
  for (const { tenantId } of [purged, other]) {
    await owner.query(
      `INSERT INTO tenants (tenant_id, admin_id, name, config) VALUES ($1, $2, 'Ada''s mugs', '{"currency": "EUR"}')`,
      [tenantId, admin],
    );
    await owner.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [tenantId]);
    await owner.query(
      `INSERT INTO audit_log (tenant_id, admin_id, action, subject_id, detail, address) VALUES ($1::uuid, $2, 'tenant.created', $1::uuid::text, '{"name": "Ada''s mugs"}', '10.0.0.1')`,
      [tenantId, admin],
    );
  }
  await owner.query(`UPDATE tenants SET status = 'deleted', deleted_at = now() WHERE tenant_id = $1`, [
    purged.tenantId,
  ]);
  let offset = 0;
  // One scope has more rows than fit a batch, and two months have rows with the same ctids.
  for (const atMs of [mayMs, juneMs])
    for (const scope of [1, 2, 3]) {
      const count = scope === 1 ? 7_000 : 300;
      const events = Array.from({ length: count }, (_, n) =>
        sketchEvent({ n, scope, timestampMs: atMs + n, receivedAtMs: atMs }),
      );
      await storeEvents(database, events, { offset });
      offset += count;
    }
  const before = new Date(juneMs + 86_400_000);
  await archiveMonth({ database, dir, before: new Date(Math.min(before.getTime(), Date.UTC(2024, 6, 1))) }, may);
  // Of some tables a tenant has one row.
  for (const column of ['scope', 'tenant_id'] as const)
    for (const table of await tablesWith(database, column))
      for (const { tenantId, scopes } of [purged, other])
        for (const scope of column === 'scope' ? scopes : scopes.slice(0, 1))
          await fillTable(owner, table, { scope, tenantId });
});
after(async () => {
  await database.close();
  await owner.close();
  await testDatabase.close();
  rmSync(dir, { recursive: true });
});

/** Counts the rows of a tenant in every table that has a scope or a tenant. */
async function rowsOf({ tenantId, scopes }: typeof purged): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [column, values] of [
    ['scope', scopes],
    ['tenant_id', [tenantId]],
  ] as const)
    for (const table of await tablesWith(database, column)) {
      const { rows } = await owner.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${column} = ANY ($1)`,
        [values],
      );
      found[table] = rows[0]?.n ?? 0;
    }
  return found;
}
const archivedScopes = async () => {
  const counts: Record<number, number> = {};
  for await (const line of readArchive(dir, may)) {
    const { scope } = fromLine(line).event;
    counts[scope] = (counts[scope] ?? 0) + 1;
  }
  return counts;
};
const begin = () => owner.query('SELECT control_begin_purge($1)', [purged.tenantId]);

test('every table of a scope or a tenant may be purged by the processor, or is kept on purpose', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped
       AND a.attname IN ('scope', 'tenant_id') AND NOT has_table_privilege('processor', c.oid, 'DELETE') ORDER BY 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    [...keptTables].sort(),
  );
});

test('before the tombstones are on the log nothing of a deleted tenant is purged', async () => {
  assert.deepEqual(await purgeTenants(database, dir), []);
  assert.ok(Object.values(await rowsOf(purged)).every((count) => count > 0));
});

test('a purge that cannot reach an archive is tried again, and has not said that it was done', async () => {
  await begin();
  const file = archiveFileOf(dir, may);
  renameSync(file, `${file}.away`);
  await assert.rejects(purgeTenants(database, dir), { code: 'ENOENT' });
  assert.equal((await owner.query(`SELECT FROM audit_log WHERE action = 'tenant.purged'`)).rowCount, 0);
  renameSync(`${file}.away`, file);
});

test('a purged tenant is in no table and in no archive; another is as it was', async () => {
  await owner.query('DELETE FROM events WHERE scope = 1');
  const events = Array.from({ length: 7_000 }, (_, n) =>
    sketchEvent({ n, scope: 1, timestampMs: juneMs + n, receivedAtMs: juneMs }),
  );
  await storeEvents(database, events, { offset: 100_000 });
  const othersBefore = await rowsOf(other);
  assert.deepEqual(await archivedScopes(), { 1: 7_000, 2: 300, 3: 300 });
  const [report, ...more] = await purgeTenants(database, dir);
  assert.deepEqual(more, []);
  assert.equal(report?.tenantId, purged.tenantId);
  assert.ok((report?.rows ?? 0) >= 7_000);
  assert.equal(report?.archivedEvents, 7_300);
  assert.deepEqual(
    Object.values(await rowsOf(purged)).filter((count) => count > 0),
    [],
  );
  assert.deepEqual(await rowsOf(other), othersBefore);
  assert.deepEqual(await archivedScopes(), { 3: 300 });
});

test('what stays says that there was a tenant and what was done, and nothing of its own', async () => {
  const { rows: tenants } = await owner.query('SELECT name, config, status FROM tenants WHERE tenant_id = $1', [
    purged.tenantId,
  ]);
  assert.deepEqual(tenants, [{ name: '', config: {}, status: 'deleted' }]);
  const { rows: acts } = await owner.query<{ action: string; detail: { archivedEvents?: number } }>(
    'SELECT action, detail FROM audit_log WHERE tenant_id = $1 ORDER BY audit_id',
    [purged.tenantId],
  );
  assert.deepEqual(acts[0], { action: 'tenant.created', detail: {} });
  assert.equal(acts.at(-1)?.action, 'tenant.purged');
  assert.equal(acts.at(-1)?.detail.archivedEvents, 7_300);
  const { rows: others } = await owner.query('SELECT detail FROM audit_log WHERE tenant_id = $1', [other.tenantId]);
  assert.deepEqual(others, [{ detail: { name: "Ada's mugs" } }]);
  assert.deepEqual(await purgeTenants(database, dir), [], 'and it is done once');
});

const figures = 'impressions, clicks, conversions, revenue, foreign_currency';
const moves = [
  {
    from: `top_products (version, scope, day, placement_id, strategy, product_id, partition, ${figures})`,
    first: `1, $1::int, '2024-05-01', 'home', 'trending', 'p' || n, 0, 1, 0, 0, 0, 0`,
    to: `top_products_summed (version, scope, summed_over, placement_id, strategy, day, product_id, partition, ${figures})`,
    moved: `version, scope, 0, placement_id, strategy, day, product_id, 0, ${figures}`,
  },
  {
    from: `top_products_summed (version, scope, summed_over, placement_id, strategy, day, product_id, partition, ${figures})`,
    first: `1, $1::int, 0, 'home', 'trending', '2024-05-01', 'p' || n, 0, 1, 0, 0, 0, 0`,
    to: `top_products_summed_blocks (version, scope, summed_over, placement_id, strategy, span, last_day, product_id, partition, ${figures})`,
    moved: `version, scope, summed_over, placement_id, strategy, 1, day, product_id, 0, ${figures}`,
  },
] as const;
for (const [n, { from, first, to, moved }] of moves.entries()) {
  const [fromTable, toTable] = [from, to].map((table) => table.split(' ')[0]!) as [string, string];
  test(`rows that a chore moves from ${fromTable} to another table meanwhile are purged there, and so are those behind them`, async () => {
    const [tenantId, scope] = [randomUUID(), 5 + n];
    await owner.query(
      `INSERT INTO tenants (tenant_id, admin_id, name, config, status, deleted_at) SELECT $1, admin_id, 'Busy', '{}', 'deleted', now() FROM admins`,
      [tenantId],
    );
    await owner.query(`INSERT INTO scopes (scope, tenant_id, space) OVERRIDING SYSTEM VALUE VALUES ($2, $1, 'live')`, [
      tenantId,
      scope,
    ]);
    await owner.query(`INSERT INTO ${from} SELECT ${first} FROM generate_series(1, 12000) AS n`, [scope]);
    await owner.query('SELECT control_begin_purge($1)', [tenantId]);
    const chore = await owner.pool.connect();
    try {
      await chore.query('BEGIN');
      await chore.query(
        `WITH moved AS (DELETE FROM ${fromTable} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${fromTable} WHERE scope = $1 LIMIT 10000)) RETURNING *)
         INSERT INTO ${to} SELECT ${moved} FROM moved`,
        [scope],
      );
      const purging = purgeTenants(database, dir);
      await waitFor(
        async () =>
          (
            await owner.query(
              `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
            )
          ).rowCount === 1,
        () => 'the purge waits for the chore',
      );
      await chore.query('COMMIT');
      assert.equal((await purging)[0]?.tenantId, tenantId);
    } finally {
      chore.release();
    }
    const left = await rowsOf({ tenantId, scopes: [scope] });
    assert.deepEqual([left[fromTable], left[toTable]], [0, 0]);
  });
}
