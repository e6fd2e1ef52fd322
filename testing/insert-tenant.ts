import { randomUUID } from 'node:crypto';
import type { Database } from '#stores/postgres/database.ts';

/** Inserts a tenant with an admin and a live space of its own, as the owner of the database. */
export async function insertTenant(owner: Database): Promise<{ tenantId: string; scope: number }> {
  const tenantId = randomUUID();
  await owner.query(`INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, $2, '!')`, [
    tenantId,
    `${tenantId}@shop.example`,
  ]);
  await owner.query(`INSERT INTO tenants (tenant_id, admin_id, name) VALUES ($1, $1, 'Shop')`, [tenantId]);
  const { rows } = await owner.query<{ scope: number }>(
    `INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live') RETURNING scope`,
    [tenantId],
  );
  return { tenantId, scope: rows[0]!.scope };
}
