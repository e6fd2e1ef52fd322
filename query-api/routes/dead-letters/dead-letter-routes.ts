import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  DeadLetterList,
  DeadLetterReasonsQuery,
  DeadLettersQuery,
  ReasonCountList,
  RedriveBody,
  RedriveResult,
} from '#schemas/http/dead-letters.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { CursorPageMeta, defaultPageLimit } from '#schemas/http/paging.ts';
import { countByReason } from '#stores/dead-letters/count-by-reason.ts';
import { listDeadLetters } from '#stores/dead-letters/read-dead-letters.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { cutPage } from '../cut-page.ts';
import { letterView } from './letter-view.ts';
import { redrive } from './redrive.ts';
import { repairRoute } from './repair-route.ts';

const path = '/api/v1/tenants/:id/dead-letters';
const tag = 'Dead letters';

/** Records of a tenant that could not be decoded or stored, and putting them back onto their topic, once, as they are or repaired. */
export function deadLetterRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, log } = deps;
  return [
    {
      method: 'GET',
      path,
      auth: 'admin',
      limit: 'none',
      summary: 'Records that could not be used, the newest first',
      tag,
      params: TenantParams,
      query: DeadLettersQuery,
      answers: { 200: DeadLetterList },
      meta: CursorPageMeta,
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const {
          space = 'live',
          limit = defaultPageLimit,
          offset = 0,
          after,
          reason,
        } = request.query as DeadLettersQuery;
        const asked = { limit: limit + 1, offset, after };
        const { letters, total } = await listDeadLetters(database, tenant.scopes[space], reason ?? null, asked);
        const { page, ...next } = cutPage(letters, limit, ({ id }) => id);
        return success(page.map(letterView), { total, limit, offset, ...next });
      },
    },
    {
      method: 'GET',
      path: `${path}/reasons`,
      auth: 'admin',
      limit: 'none',
      summary: 'The same, counted by their reason',
      tag,
      params: TenantParams,
      query: DeadLetterReasonsQuery,
      answers: { 200: ReasonCountList },
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const { space = 'live' } = request.query as DeadLetterReasonsQuery;
        const counts = await countByReason(database, tenant.scopes[space]);
        return success(counts.map(({ lastAt, ...count }) => ({ ...count, lastAt: lastAt.toISOString() })));
      },
    },
    {
      method: 'POST',
      path: `${path}/redrive`,
      auth: 'admin',
      limit: 'none',
      summary: 'Put records back onto their topic, each once',
      tag,
      params: TenantParams,
      body: RedriveBody,
      answers: { 200: RedriveResult },
      async handler(request) {
        const tenant = tenantOf(request, directory, 'write');
        const { deadLetterIds } = request.body as RedriveBody;
        const of = { tenantId: tenant.tenantId, scopes: Object.values(tenant.scopes) };
        const redriven = await redrive({ database, log }, of, actorOf(request), deadLetterIds);
        return success({ redriven, skipped: deadLetterIds.filter((id) => !redriven.includes(id)) });
      },
    },
    repairRoute(deps),
  ];
}
