import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { Ledger } from '#schemas/http/ledger.ts';
import { readLedger } from '#stores/replays/read-ledger.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

/** How far what-ifs can be trusted: each prediction beside what an experiment has measured. */
export function ledgerRoute({ database, directory }: QueryApiDeps): Route {
  return {
    method: 'GET',
    path: '/api/v1/tenants/:id/replays/ledger',
    operationId: 'readPredictionLedger',
    auth: 'admin',
    limit: 'none',
    tag: 'Replays',
    summary: 'What what-ifs predicted, the newest first, beside what experiments measured later',
    params: TenantParams,
    answers: { 200: Ledger },
    async handler(request) {
      const { tenantId, scopes } = tenantOf(request, directory, 'read');
      const now = new Date();
      return database.scoped({ tenantId, scopes: Object.values(scopes) }, async (client) =>
        success(await readLedger(client, tenantId, scopes, now)),
      );
    },
  };
}
