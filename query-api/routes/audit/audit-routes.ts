import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { type AuditEntry, AuditList, AuditQuery } from '#schemas/http/audit.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { listAudit } from '#stores/control/list-audit.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { timesOf } from '../times-of.ts';

/** The audit trail of a tenant: who did what, and when. */
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
        const filter = { action: query.action, ...timesOf(query) };
        const { rows, total } = await listAudit(database, tenantId, filter, limit, offset);
        const entries = rows.map((row): AuditEntry => ({ ...row, at: row.at.toISOString() }));
        return success(entries, { total, limit, offset });
      },
    },
  ];
}
