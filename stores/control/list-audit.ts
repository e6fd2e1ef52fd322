import type { Database } from '../postgres/database.ts';

export type AuditRow = {
  id: string;
  action: string;
  subjectId: string;
  adminId: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  at: Date;
};
/** A field that is left out restricts nothing. `from` is inclusive, `to` exclusive. */
export type AuditFilter = { action?: string | undefined; from: Date | string | null; to: Date | string | null };

const found = `audit_log WHERE tenant_id = $1 AND ($2::text IS NULL OR action = $2)
  AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)`;
const pageSql = `
SELECT audit_id::text AS id, action, subject_id AS "subjectId", admin_id AS "adminId", detail, address, at
FROM ${found} ORDER BY at DESC, audit_id DESC LIMIT $5 OFFSET $6`;
const countSql = `SELECT count(*)::int AS total FROM ${found}`;

/** Returns a page of the audit rows of a tenant, the newest first, and how many there are in all. */
export async function listAudit(
  database: Database,
  tenantId: string,
  filter: AuditFilter,
  limit: number,
  offset: number,
): Promise<{ rows: AuditRow[]; total: number }> {
  const values = [tenantId, filter.action ?? null, filter.from, filter.to];
  return database.scoped({ tenantId }, async (client) => {
    const { rows } = await client.query<AuditRow>(pageSql, [...values, limit, offset]);
    const counted = await client.query<{ total: number }>(countSql, values);
    return { rows, total: counted.rows[0]?.total ?? 0 };
  });
}
