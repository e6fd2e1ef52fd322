import { uuidOfId } from '#domain/events/identity.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { EventList, EventsQuery, type EventView } from '#schemas/http/events.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { listEvents } from '#stores/events/list-events.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { timeOf } from '../time-of.ts';

/** Accepted events, as stored (FR-010). */
export function eventRoutes({ database, directory }: QueryApiDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/tenants/:id/events',
      auth: 'admin',
      limit: 'none',
      summary: 'Stored events, the newest first',
      tag: 'Events',
      params: TenantParams,
      query: EventsQuery,
      answers: { 200: EventList },
      meta: PageMeta,
      async handler(request) {
        const tenant = tenantOf(request, directory, 'read');
        const query = request.query as EventsQuery;
        const { space = 'live', limit = defaultPageLimit, offset = 0, type, userId, productId } = query;
        const filter = { type, userId, productId, from: timeOf(query, 'from'), to: timeOf(query, 'to') };
        const { events, total } = await listEvents(database, tenant.scopes[space], filter, limit, offset);
        return success(events.map(toView), { total, limit, offset });
      },
    },
  ];
}

function toView({ event }: PlacedEvent): EventView {
  return {
    eventId: uuidOfId(event.id),
    eventType: event.type,
    userId: event.userId,
    productId: event.productId,
    timestamp: new Date(event.timestampMs).toISOString(),
    receivedAt: new Date(event.receivedAtMs).toISOString(),
    sessionId: event.sessionId,
    clientEventId: event.clientEventId,
    late: event.late,
    unknownProduct: event.unknownProduct,
    placementId: event.placementId,
    strategy: event.strategy,
    metadata: event.metadata === null ? null : JSON.parse(event.metadata),
  };
}
