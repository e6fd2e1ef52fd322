import type { AccessDirectory } from '#domain/access/tenant.ts';
import { type BusyHour as Kept, leastBusyEvents } from '#domain/interactions/busy-hours.ts';
import { hourMs } from '#domain/interactions/hourly-sums.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { type BusyHour, BusyHourList, BusyHoursMeta, BusyHoursQuery } from '#schemas/http/models.ts';
import { defaultPageLimit } from '#schemas/http/paging.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';

type Deps = { directory: AccessDirectory; models: Pick<LiveModels, 'shardsOf'> };

/** GET /tenants/:id/busy-hours: who did more in an hour than most people do, and whether trends leave that out. */
export function busyHoursRoute({ directory, models }: Deps): Route {
  return {
    method: 'GET',
    path: '/api/v1/tenants/:id/busy-hours',
    auth: 'admin',
    limit: 'none',
    summary: `Hours in which a shopper did more than ${leastBusyEvents} things, and whether trends leave them out; the busiest first`,
    tag: 'Recommendations',
    params: TenantParams,
    query: BusyHoursQuery,
    answers: { 200: BusyHourList },
    meta: BusyHoursMeta,
    async handler(request) {
      const { scopes, config } = tenantOf(request, directory, 'read');
      const { space = 'live', limit = defaultPageLimit, offset = 0 } = request.query as BusyHoursQuery;
      const { maxHourlyEvents } = config.strategies.trending;
      const shards = await models.shardsOf(scopes[space]);
      const all = shards.flatMap(({ busy }) => busy.above(leastBusyEvents)).sort(byBusiness);
      const leftOut = all.filter(({ events }) => events > maxHourlyEvents).length;
      const page = all.slice(offset, offset + limit).map(
        ({ userId, hour, events, counted }): BusyHour => ({
          userId: userId === '' ? null : userId,
          hour: new Date(hour * hourMs).toISOString(),
          events,
          counted,
          isLeftOut: events > maxHourlyEvents,
        }),
      );
      return success(page, { total: all.length, limit, offset, maxHourlyEvents, leftOut });
    },
  };
}

/** The same order in every process. */
const byBusiness = (a: Kept, b: Kept): number =>
  b.events - a.events || b.hour - a.hour || (a.userId < b.userId ? -1 : 1);
