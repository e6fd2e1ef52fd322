import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { type AuditEntry, AuditList, AuditQuery } from '#schemas/http/audit.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { CursorPageMeta, defaultPageLimit } from '#schemas/http/paging.ts';
import { type AuditedBy, listAudit } from '#stores/control/list-audit.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { adminOf } from '../admin-of.ts';
import { cutPage } from '../cut-page.ts';
import { timesOf } from '../times-of.ts';

/** The audit trail: of a tenant, and of what an admin did to their own account. */
export function auditRoutes({ database, directory }: QueryApiDeps): Route[] {
  const base = {
    method: 'GET',
    auth: 'admin',
    limit: 'none',
    query: AuditQuery,
    answers: { 200: AuditList },
    meta: CursorPageMeta,
  } as const;
  const pageOf = async (by: AuditedBy, query: AuditQuery) => {
    const { limit = defaultPageLimit, offset = 0, after } = query;
    const filter = { action: query.action, ...timesOf(query) };
    const { rows, total } = await listAudit(database, by, filter, { limit: limit + 1, offset, after });
    const { page, ...next } = cutPage(rows, limit, ({ id }) => id);
    const entries = page.map((row): AuditEntry => ({ ...row, at: row.at.toISOString() }));
    return success(entries, { total, limit, offset, ...next });
  };
  return [
    {
      ...base,
      path: '/api/v1/tenants/:id/audit',
      summary: 'Who did what, when, from where; the newest first',
      tag: 'Tenants',
      params: TenantParams,
      handler: (request) =>
        pageOf({ tenantId: tenantOf(request, directory, 'read').tenantId }, request.query as AuditQuery),
    },
    {
      ...base,
      path: '/api/v1/auth/audit',
      operationId: 'listOwnAudit',
      summary: 'What was done to your own account, when, from where; the newest first',
      tag: 'Accounts',
      handler: (request) => pageOf({ adminId: adminOf(request).adminId }, request.query as AuditQuery),
    },
  ];
}
