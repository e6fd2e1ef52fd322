import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tenant } from '#domain/access/tenant.ts';
import { browsersOf } from '#schemas/route-contract.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';
import { createRoutesAt } from './route-patterns.ts';

const preflightSeconds = 600;
const exposedHeaders =
  'X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, ETag, Date, X-Has-Former-Currency';

/**
 * Answers preflights, which a browser sends before a page's request. A preflight carries no key, so any origin passes if the route may
 * be called by browsers; the request that follows is checked. Credentials are never allowed: keys are headers.
 */
export function createPreflight(
  routes: readonly Route[],
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const routesAt = createRoutesAt(routes.filter((route) => browsersOf(route) !== 'none'));
  return async (request, reply) => {
    const { origin, 'access-control-request-headers': wantedHeaders } = request.headers;
    const methods = new Set(routesAt(request.url.split('?')[0] ?? '').map(({ method }) => method));
    if (origin !== undefined && methods.size > 0) {
      reply.headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': [...methods].join(', '),
        'access-control-allow-headers': wantedHeaders ?? 'Authorization, Content-Type, X-API-Key',
        'access-control-max-age': String(preflightSeconds),
        vary: 'Origin, Access-Control-Request-Headers',
      });
    }
    await reply.status(204).send();
  };
}

const readableByAny = { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders };

/** The headers that let a page of this origin read an answer of this route. */
export function readableBy(route: Route, origin: string | undefined): Record<string, string> | undefined {
  const browsers = browsersOf(route);
  if (browsers === 'any_origin') return readableByAny;
  if (browsers !== 'allowed_origins' || origin === undefined) return undefined;
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders,
    vary: 'Origin',
  };
}

/** Whether a tenant's keys may be used on this route from pages of this origin. */
export const isOriginAllowed = (
  route: Route,
  origin: string | undefined,
  { config }: Pick<Tenant, 'config'>,
): boolean =>
  origin === undefined ||
  browsersOf(route) !== 'allowed_origins' ||
  config.allowedOrigins.length === 0 ||
  config.allowedOrigins.includes(origin);

/**
 * Returns the two steps that let pages read the answers of this route. The first comes before the caller is known, so that a page can read why its key is refused: without
 * it the browser tells the page nothing, and complains in its console. The second throws a 403 if a key is used from an origin that it is not for.
 */
export function createCors(route: Route): {
  letRead(request: FastifyRequest, reply: FastifyReply): void;
  checkOrigin(request: FastifyRequest, reply: FastifyReply): void;
} {
  return {
    letRead({ headers: { origin } }, reply) {
      const readable = readableBy(route, origin);
      if (readable !== undefined) reply.headers(readable);
    },
    checkOrigin({ headers: { origin }, caller }, reply) {
      if (!('tenant' in caller) || isOriginAllowed(route, origin, caller.tenant)) return;
      reply.removeHeader('access-control-allow-origin');
      throw new Problem(403, `This key is not for pages of ${origin}: add it to the tenant's allowedOrigins.`);
    },
  };
}
