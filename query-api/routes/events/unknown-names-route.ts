import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { daysOf, UnknownNameList, UnknownNamesQuery } from '#schemas/http/unknown-names.ts';
import { readUnknownNames } from '#stores/unknown-names/read-unknown-names.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

/** GET /tenants/:id/events/unknown-names: for what events were refused: names that are not understood and other reasons, counted by day; a few seconds late. */
export function unknownNamesRoute({ database, directory }: QueryApiDeps): Route {
  return {
    method: 'GET',
    path: '/api/v1/tenants/:id/events/unknown-names',
    auth: 'admin',
    limit: 'none',
    summary:
      'For what events were refused: names that are not understood, and other reasons; the last first, 100 at most',
    tag: 'Events',
    params: TenantParams,
    query: UnknownNamesQuery,
    answers: { 200: UnknownNameList },
    async handler(request) {
      const tenant = tenantOf(request, directory, 'read');
      const query = request.query as UnknownNamesQuery;
      const names = await readUnknownNames(database, tenant.scopes[query.space ?? 'live'], daysOf(query));
      return success(names.map(({ lastAt, ...name }) => ({ ...name, lastAt: lastAt.toISOString() })));
    },
  };
}
