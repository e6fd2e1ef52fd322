import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfKey } from '#runtime/http/scope-of-request.ts';
import { EventList, ShopperEventsParams, ShopperEventsQuery } from '#schemas/http/events.ts';
import { CursorPageMeta, defaultPageLimit } from '#schemas/http/paging.ts';
import { listEvents } from '#stores/events/list-events.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { cutPage } from '../cut-page.ts';
import { timesOf } from '../times-of.ts';
import { eventView } from './event-view.ts';

/**
 * GET /users/:userId/events: what is stored of one shopper, for the shop's own server. A read key stands in pages, where anybody may take it and ask for anybody; so only a key that may write reads
 * events back, and no page's script may, by whatever key.
 */
export function shopperEventsRoute({ database }: Pick<QueryApiDeps, 'database'>): Route {
  return {
    method: 'GET',
    path: '/api/v1/users/:userId/events',
    auth: 'key_write',
    limit: 'read',
    browsers: 'none',
    operationId: 'listShopperEvents',
    summary: "Stored events of one shopper in the key's space, the newest first",
    tag: 'Shoppers',
    params: ShopperEventsParams,
    query: ShopperEventsQuery,
    answers: { 200: EventList },
    meta: CursorPageMeta,
    async handler(request) {
      const { userId } = request.params as ShopperEventsParams;
      const query = request.query as ShopperEventsQuery;
      const { type, productId, limit = defaultPageLimit, offset = 0, after } = query;
      const filter = { type, userId, productId, ...timesOf(query) };
      const { events, total } = await listEvents(database, scopeOfKey(request), filter, {
        limit: limit + 1,
        offset,
        after,
      });
      const { page, ...next } = cutPage(events.map(eventView), limit, ({ eventId }) => eventId);
      return success(page, { total, limit, offset, ...next });
    },
  };
}
