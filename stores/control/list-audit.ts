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

/** Whose acts: those on a tenant, or those of an admin on their own account. */
export type AuditedBy = { tenantId: string } | { adminId: string };

const restricted = `($2::text IS NULL OR action = $2)
  AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)`;
const ofTenant = `audit_log WHERE tenant_id = $1 AND ${restricted}`;
const ofAccount = `audit_log WHERE tenant_id IS NULL AND admin_id = $1 AND ${restricted}`;
const pageSql = (found: string) => `
SELECT audit_id::text AS id, action, subject_id AS "subjectId", admin_id AS "adminId", detail, address, at
FROM ${found} AND ($5::bigint IS NULL OR (at, audit_id) < (SELECT a.at, a.audit_id FROM audit_log a WHERE a.audit_id = $5))
ORDER BY at DESC, audit_id DESC LIMIT $6 OFFSET $7`;
const countSql = (found: string) => `SELECT count(*)::int AS total FROM ${found}`;

/** Returns audit rows of a tenant, or of an account, the newest first, those behind the row of id `after` if one is given (none if it is unknown), and how many there are in all. */
export async function listAudit(
  database: Database,
  by: AuditedBy,
  filter: AuditFilter,
  { limit, offset, after }: { limit: number; offset: number; after?: string | undefined },
): Promise<{ rows: AuditRow[]; total: number }> {
  const isTenant = 'tenantId' in by;
  const found = isTenant ? ofTenant : ofAccount;
  const values = [isTenant ? by.tenantId : by.adminId, filter.action ?? null, filter.from, filter.to];
  return database.scoped(by, async (client) => {
    const { rows } = await client.query<AuditRow>(pageSql(found), [...values, after ?? null, limit, offset]);
    const counted = await client.query<{ total: number }>(countSql(found), values);
    return { rows, total: counted.rows[0]?.total ?? 0 };
  });
}
