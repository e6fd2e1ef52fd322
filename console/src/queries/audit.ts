import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type { AuditEntry, AuditQuery } from '#schemas/http/audit.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

/** Who did what, the newest first. */
export const listAudit = (
  id: string,
  query: AuditQuery,
  signal?: AbortSignal,
): Promise<Answer<AuditEntry[], Static<typeof PageMeta>>> =>
  ask('GET', `/api/v1/tenants/${id}/audit`, { query, signal });
