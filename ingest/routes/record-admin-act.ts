import type { FastifyRequest } from 'fastify';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { recordDataAct } from '#stores/control/record-act.ts';
import type { IngestDeps } from '../ingest-deps.ts';

/** Writes what an admin did to a tenant's data into the audit trail, with its space; what a key does is no act of anybody. Throws `DatabaseUnavailable`. */
export async function recordAdminAct(
  { database, directory }: Pick<IngestDeps, 'database' | 'directory'>,
  request: FastifyRequest,
  act: { action: string; subjectId?: string; detail: object },
): Promise<void> {
  const { caller, ip: address } = request;
  if (caller.kind !== 'admin') return;
  // What was done is written down, also if the tenant was suspended meanwhile.
  const { tenantId } = tenantOf(request, directory, 'read');
  const { space = 'live' } = request.query as { space?: string };
  const { action, subjectId = tenantId } = act;
  const detail = { space, ...act.detail };
  await database.scoped({ tenantId }, (client) =>
    recordDataAct(client, { adminId: caller.adminId, address }, { tenantId, action, subjectId, detail }),
  );
}
