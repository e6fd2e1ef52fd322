import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { type AuditEntry, AuditList, AuditQuery } from '#schemas/http/audit.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { timeOf } from '../time-of.ts';

type AuditRow = {
  id: string;
  action: string;
  subjectId: string;
  adminId: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  at: Date;
};

const found = `audit_log WHERE tenant_id = $1 AND ($2::text IS NULL OR action = $2)
  AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)`;
const pageSql = `
SELECT audit_id::text AS id, action, subject_id AS "subjectId", admin_id AS "adminId", detail, address, at
FROM ${found} ORDER BY at DESC, audit_id DESC LIMIT $5 OFFSET $6`;
const countSql = `SELECT count(*)::int AS total FROM ${found}`;

/** Who did what to a tenant. */
export function auditRoutes({ database, directory }: QueryApiDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/tenants/:id/audit',
      auth: 'admin',
      limit: 'none',
      summary: 'Who did what, when, from where; the newest first',
      tag: 'Tenants',
      params: TenantParams,
      query: AuditQuery,
      answers: { 200: AuditList },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const query = request.query as AuditQuery;
        const { limit = defaultPageLimit, offset = 0 } = query;
        const filter = [tenantId, query.action ?? null, timeOf(query, 'from'), timeOf(query, 'to')];
        return database.scoped({ tenantId }, async (client) => {
          const { rows } = await client.query<AuditRow>(pageSql, [...filter, limit, offset]);
          const counted = await client.query<{ total: number }>(countSql, filter);
          const entries = rows.map((row): AuditEntry => ({ ...row, at: row.at.toISOString() }));
          return success(entries, { total: counted.rows[0]?.total ?? 0, limit, offset });
        });
      },
    },
  ];
}
