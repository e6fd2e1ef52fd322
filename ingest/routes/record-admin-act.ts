import type { FastifyRequest } from 'fastify';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { recordDataAct } from '#stores/control/record-act.ts';
import type { IngestDeps } from '../ingest-deps.ts';

type Deps = Pick<IngestDeps, 'database' | 'directory'>;
type DataAct = { action: string; subjectId?: string; detail: object };

/** Writes what an admin did to a tenant's data into the audit trail, with its space; what a key does is no act of anybody. Throws `DatabaseUnavailable`. */
export async function recordAdminAct(deps: Deps, request: FastifyRequest, act: DataAct): Promise<void> {
  if (request.caller.kind === 'admin') await recordAct(deps, request, act);
}

/** Writes what an admin or a key did to a tenant's data into the audit trail, with its space, and which key it was. Throws `DatabaseUnavailable`. */
export async function recordAct({ database, directory }: Deps, request: FastifyRequest, act: DataAct): Promise<void> {
  const { caller, ip: address } = request;
  // What was done is written down, also if the tenant was suspended meanwhile.
  const { tenantId } = tenantOf(request, directory, 'read');
  const { space = 'live' } = request.query as { space?: string };
  const { action, subjectId = tenantId } = act;
  const ofKey = caller.kind === 'key' ? { space: caller.key.space, keyId: caller.key.keyId } : {};
  const detail = { space, ...ofKey, ...act.detail };
  const adminId = caller.kind === 'admin' ? caller.adminId : null;
  await database.scoped({ tenantId }, (client) =>
    recordDataAct(client, { adminId, address }, { tenantId, action, subjectId, detail }),
  );
}
