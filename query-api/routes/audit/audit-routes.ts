import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { type AuditEntry, AuditList, AuditQuery } from '#schemas/http/audit.ts';
import { closed, Uuid } from '#schemas/http/fields.ts';
import { PageMeta } from '#schemas/http/paging.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { tenantOf } from '../admin-of.ts';

type AuditRow = {
  id: string;
  action: string;
  subjectId: string;
  adminId: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  at: Date;
  total: string;
};

const sql = `
SELECT audit_id::text AS id, action, subject_id AS "subjectId", admin_id AS "adminId", detail, address, at, (count(*) OVER ())::text AS total
FROM audit_log WHERE tenant_id = $1 AND ($2::text IS NULL OR action = $2) AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
ORDER BY at DESC, audit_id DESC LIMIT $5 OFFSET $6`;

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
      params: closed({ id: Uuid }),
      query: AuditQuery,
      answers: { 200: AuditList },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory);
        const { limit = 20, offset = 0, action, from, to } = request.query as AuditQuery;
        const { rows } = await database.scoped({ tenantId }, (client) =>
          client.query<AuditRow>(sql, [tenantId, action ?? null, from ?? null, to ?? null, limit, offset]),
        );
        const entries = rows.map(({ total: _total, at, ...entry }): AuditEntry => ({ ...entry, at: at.toISOString() }));
        return success(entries, { total: Number(rows[0]?.total ?? 0), limit, offset });
      },
    },
  ];
}
