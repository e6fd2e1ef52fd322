import type { Month } from '../archive/archive-file.ts';
import { listArchived } from '../archive/restore-months.ts';
import { rewriteArchive } from '../archive/rewrite-archive.ts';
import type { Database } from '../postgres/database.ts';

export type PurgedTenant = { tenantId: string; rows: number; archivedEvents: number };

/** These tables say that there was a tenant, and what was done to it. From all others the rows of a tenant or a scope are deleted. */
export const keptTables: readonly string[] = ['tenants', 'scopes', 'audit_log', 'tenant_purges'];

const rowsPerDelete = 5_000;

/**
 * Deletes all that is stored of tenants whose tombstones are on the log: the rows of every table with a scope or a tenant, in transactions
 * of bounded size, and their archived events. If it is cut short, the next call goes on. The audit trail says when it was done.
 */
export async function purgeTenants(database: Database, archiveDir: string): Promise<PurgedTenant[]> {
  const { rows: due } = await database.query<{ tenant_id: string; scopes: number[] }>(
    `SELECT tenant_id, array_agg(s.scope) AS scopes FROM tenant_purges p JOIN scopes s USING (tenant_id)
     WHERE p.purged_at IS NULL GROUP BY tenant_id, p.tombstoned_at ORDER BY p.tombstoned_at`,
  );
  const purged: PurgedTenant[] = [];
  for (const { tenant_id: tenantId, scopes } of due) {
    let rows = 0;
    for (const table of await tablesWith(database, 'scope')) rows += await deleteFrom(database, table, 'scope', scopes);
    for (const table of await tablesWith(database, 'tenant_id'))
      rows += await deleteFrom(database, table, 'tenant_id', [tenantId]);
    let archivedEvents = 0;
    for (const { month } of await listArchived(database))
      archivedEvents += await purgeArchive(database, archiveDir, month, scopes);
    await finish(database, tenantId, { rows, archivedEvents });
    purged.push({ tenantId, rows, archivedEvents });
  }
  return purged;
}

/**
 * Returns the tables with this column, by the system catalog, so that a table which comes later is not forgotten. A test checks that the
 * processor may delete from each.
 */
export async function tablesWith(database: Database, column: 'scope' | 'tenant_id'): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $1 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($2)
     ORDER BY c.relname`,
    [column, keptTables],
  );
  return rows.map(({ name }) => name);
}

/**
 * A ctid is unique only within one month's table, so the outer DELETE needs the condition too. It may then hit a row of another month,
 * which is to be deleted as well. It deletes nothing if somebody else moved or changed all rows that it had chosen: there may be more behind them.
 */
async function deleteFrom(
  database: Database,
  table: string,
  column: 'scope' | 'tenant_id',
  values: readonly (number | string)[],
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM ${table} WHERE ${column} = ANY ($1) AND ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${column} = ANY ($1) LIMIT ${rowsPerDelete}))`,
      [values],
    );
    deleted += rowCount ?? 0;
    if (rowCount) continue;
    const { rowCount: left } = await database.query(`SELECT FROM ${table} WHERE ${column} = ANY ($1) LIMIT 1`, [
      values,
    ]);
    if (!left) return deleted;
  }
}

async function purgeArchive(
  database: Database,
  archiveDir: string,
  month: Month,
  scopes: readonly number[],
): Promise<number> {
  const { kept, changed } = await rewriteArchive(archiveDir, month, (archived) =>
    scopes.includes(archived.event.scope) ? null : archived,
  );
  if (changed > 0) await database.query('UPDATE event_months SET archived_rows = $2 WHERE month = $1', [month, kept]);
  return changed;
}

async function finish(
  database: Database,
  tenantId: string,
  counts: Pick<PurgedTenant, 'rows' | 'archivedEvents'>,
): Promise<void> {
  await database.transaction(async (client) => {
    await client.query(`UPDATE tenants SET name = '', config = '{}' WHERE tenant_id = $1`, [tenantId]);
    await client.query(`UPDATE audit_log SET detail = '{}' WHERE tenant_id = $1`, [tenantId]);
    // No process writes checkpoints of versions that are not live, so they are deleted. The owner of the live checkpoint writes it without the tenant.
    await client.query(
      `DELETE FROM model_snapshots s USING projections p WHERE p.name = s.model AND s.version <> p.live_version AND s.version IS DISTINCT FROM p.building_version`,
    );
    await client.query(
      `INSERT INTO audit_log (tenant_id, action, subject_id, detail) VALUES ($1, 'tenant.purged', $2, $3)`,
      [tenantId, tenantId, counts],
    );
    await client.query('UPDATE tenant_purges SET purged_at = now() WHERE tenant_id = $1', [tenantId]);
  });
}
