import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

export type DuePurge = { tenantId: string; scopes: Scope[] };

/** Tenants that were deleted before this time, and whose purge has not begun. */
export async function readDuePurges(database: Database, deletedBefore: Date): Promise<DuePurge[]> {
  const { rows } = await database.query<DuePurge>(
    'SELECT tenant_id AS "tenantId", scopes FROM control_due_purges($1)',
    [deletedBefore],
  );
  return rows;
}

/** From then on the processors delete the rows of the tenant. May be repeated. */
export async function beginPurge(database: Database, tenantId: string): Promise<void> {
  await database.query('SELECT control_begin_purge($1)', [tenantId]);
}
