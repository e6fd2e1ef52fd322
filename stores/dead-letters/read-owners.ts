import type { Database } from '../postgres/database.ts';

/** A dead letter, and whose it is. */
export type OwnedLetter = { id: string; tenantId: string; adminId: string };

/** The owners of those letters that are there, were not put back before, and belong to an active tenant; in the order of their ids. */
export async function readOwners(database: Database, ids: readonly string[]): Promise<OwnedLetter[]> {
  const { rows } = await database.query<OwnedLetter>(
    `SELECT d.dead_letter_id::text AS id, t.tenant_id AS "tenantId", t.admin_id AS "adminId"
     FROM dead_letters d JOIN scopes s USING (scope) JOIN tenants t USING (tenant_id)
     WHERE d.dead_letter_id::text = ANY ($1) AND d.redriven_at IS NULL AND t.status = 'active' ORDER BY d.dead_letter_id`,
    [ids],
  );
  return rows;
}
