import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerEventStream } from '#runtime/http/answer-event-stream.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { createStreamPlaces } from '#runtime/http/stream-places.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { EventList, EventsQuery, FollowedEvent } from '#schemas/http/events.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { CursorPageMeta, defaultPageLimit } from '#schemas/http/paging.ts';
import { listEvents } from '#stores/events/list-events.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { cutPage } from '../cut-page.ts';
import { timesOf } from '../times-of.ts';
import { createEventArrivals } from './event-arrivals.ts';
import { eventView } from './event-view.ts';
import { followEvents } from './follow-events.ts';
import { keepAdmitting } from './keep-admitting.ts';
import { shopperEventsRoute } from './shopper-events-route.ts';
import { unknownNamesRoute } from './unknown-names-route.ts';
import { refuseWithFollow, whereToFollow } from './where-to-follow.ts';

/** Each follower holds a connection and up to a page of events in memory. */
export const maxFollowersPerTenant = 10;
const maxFollowers = 50;

/** Accepted events, as stored (FR-010): a page of them, or, with `follow`, each one that is stored from now on. */
export function eventRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, logger, metrics } = deps;
  const arrivals = createEventArrivals(database);
  const places = createStreamPlaces({
    ofTenant: maxFollowersPerTenant,
    ofAll: maxFollowers,
    said: `${maxFollowersPerTenant} streams follow this tenant's events: end one of them.`,
    onChange: (taken) => metrics.eventFollowers.set(taken),
  });

  const list = async (request: FastifyRequest) => {
    const tenant = tenantOf(request, directory, 'read');
    const query = request.query as EventsQuery;
    const { space = 'live', limit = defaultPageLimit, offset = 0, after } = query;
    const asked = { limit: limit + 1, offset, after };
    const { events, total } = await listEvents(database, tenant.scopes[space], filterOf(query), asked);
    const { page, ...next } = cutPage(events.map(eventView), limit, ({ eventId }) => eventId);
    return success(page, { total, limit, offset, ...next });
  };
  const follow = async (request: FastifyRequest, reply: FastifyReply) => {
    const tenant = tenantOf(request, directory, 'write');
    refuseWithFollow(request);
    const query = request.query as EventsQuery;
    const question = { scope: tenant.scopes[query.space ?? 'live'], filter: filterOf(query) };
    const from = whereToFollow(request, await arrivals.loaded());
    const leave = places.take(tenant.tenantId);
    const admit = keepAdmitting(request, deps);
    const onOutage = (error: unknown) =>
      logger.warn({ err: error, reqId: request.id }, 'events cannot be followed just now: it is tried again');
    return answerEventStream(
      request,
      reply,
      (signal) => followEvents({ arrivals, question, from, admit, onOutage, signal }),
      { onEnd: leave },
    );
  };
  return [
    {
      method: 'GET',
      path: '/api/v1/tenants/:id/events',
      auth: 'admin',
      limit: 'none',
      summary: 'Stored events, the newest first; with `follow`, new ones as they are stored',
      tag: 'Events',
      params: TenantParams,
      query: EventsQuery,
      answers: { 200: EventList },
      alternatives: { 'text/event-stream': FollowedEvent },
      meta: CursorPageMeta,
      problems: [429],
      handler: (request, reply) => (isFollowing(request.query as EventsQuery) ? follow(request, reply) : list(request)),
    },
    shopperEventsRoute(deps),
    unknownNamesRoute(deps),
  ];
}

const isFollowing = ({ follow }: EventsQuery): boolean => follow !== undefined && follow !== 'false';

const filterOf = (query: EventsQuery) => ({
  type: query.type,
  userId: query.userId,
  productId: query.productId,
  ...timesOf(query),
});
