import type { Database } from '../postgres/database.ts';

/** A dead letter, and the tenant and admin it belongs to. */
export type OwnedLetter = { id: string; tenantId: string; adminId: string };

/** Returns the owners of these letters, in the order of ids, without letters that do not exist, were put back before, or belong to no active tenant. */
export async function readOwners(database: Database, ids: readonly string[]): Promise<OwnedLetter[]> {
  const { rows } = await database.query<OwnedLetter>(
    `SELECT d.dead_letter_id::text AS id, t.tenant_id AS "tenantId", t.admin_id AS "adminId"
     FROM dead_letters d JOIN scopes s USING (scope) JOIN tenants t USING (tenant_id)
     WHERE d.dead_letter_id::text = ANY ($1) AND d.redriven_at IS NULL AND t.status = 'active' ORDER BY d.dead_letter_id`,
    [ids],
  );
  return rows;
}
