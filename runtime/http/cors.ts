import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const preflightSeconds = 600;
const exposedHeaders = 'X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, ETag';

/** Preflights carry no key, so any origin passes; the request that follows is checked. Credentials are never allowed: keys are headers. */
export async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { origin, 'access-control-request-headers': wantedHeaders } = request.headers;
  if (origin !== undefined) {
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': wantedHeaders ?? 'Authorization, Content-Type, X-API-Key',
      'access-control-max-age': String(preflightSeconds),
      vary: 'Origin, Access-Control-Request-Headers',
    });
  }
  await reply.status(204).send();
}

/** Lets the page of an allowed origin read what a key is answered; a key used from another one is a 403. */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined || request.caller.kind !== 'key') return;
  const { allowedOrigins } = request.caller.tenant.config;
  if (allowedOrigins.length > 0 && !allowedOrigins.includes(origin)) {
    throw new Problem(403, `This key is not for pages of ${origin}: add it to the tenant's allowedOrigins.`);
  }
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposedHeaders,
    vary: 'Origin',
  });
}
