import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRequestCounts, type RateClaim } from '#domain/access/request-counts.ts';
import { adminLimitOf } from '#schemas/admin-limits.ts';
import { clientNetwork } from './client-network.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** The limit for all reads of one key from browsers together, however many browsers there are. */
export const browserCeilingPerMinute = 60_000;
const windowMs = 60_000;

/**
 * Counts one request for each claim in a window, unless one of the claims has reached its limit, and returns how many each had before. An
 * count in this process is returned at once, one that processes share as a promise.
 */
export type TakeRequest = (
  claims: readonly RateClaim[],
  window: number,
) => readonly number[] | Promise<readonly number[]>;

type Limited = Pick<Route, 'auth' | 'limit' | 'method' | 'path'>;

/** Counts a request as the route's `limit` says, and one of an admin for account and address, reads and writes apart; throws, or rejects with, a 429 with `Retry-After`. */
export type RateLimit = (request: FastifyRequest, reply: FastifyReply, route: Limited) => void | Promise<void>;

/**
 * Windows are the minutes of the clock, the same for all ids, so that they can be dropped together. Without a shared count it is
 * synchronous, since every event passes through it. What strangers send is counted in this process alone. rate-limiter-flexible would cost a promise and a timer.
 */
export function createRateLimit(
  take: TakeRequest = createRequestCounts().take,
  now: () => number = Date.now,
): RateLimit {
  const addresses = createRequestCounts();
  return (request, reply, route) => {
    const claims = claimsOf(request, route);
    if (claims === null) return;
    const nowMs = now();
    const window = Math.floor(nowMs / windowMs);
    const resetSeconds = Math.max(1, Math.ceil(((window + 1) * windowMs - nowMs) / 1000));
    const before = typeof route.limit === 'object' ? addresses.take(claims, window) : take(claims, window);
    const orElse = 'key' in request.caller ? ", or raise the key's limit" : '';
    if (before instanceof Promise) return before.then((counts) => judge(claims, counts, resetSeconds, reply, orElse));
    judge(claims, before, resetSeconds, reply, orElse);
  };
}

function claimsOf({ caller, headers, ip }: FastifyRequest, route: Limited): RateClaim[] | null {
  const { limit, path } = route;
  if (caller.kind === 'admin') {
    const ofAdmins = adminLimitOf(route);
    if (ofAdmins === null) return null;
    const { kind, perAccount, perAddress } = ofAdmins;
    return [
      { id: `admins:${kind}:${clientNetwork(ip)}`, limit: perAddress },
      { id: `admin:${kind}:${caller.adminId}`, limit: perAccount },
    ];
  }
  if (limit === 'none') return null;
  if (typeof limit === 'object')
    return caller.kind !== 'anonymous' ? null : [{ id: `a:${path}:${clientNetwork(ip)}`, limit: limit.perAddress }];
  if (!('key' in caller)) return null;
  const { keyId, readsPerMinute, writesPerMinute } = caller.key;
  if (limit === 'write') return [{ id: `${keyId}:w`, limit: writesPerMinute }];
  if (limit === 'read' && headers.origin === undefined) return [{ id: `${keyId}:r`, limit: readsPerMinute }];
  // In a busy shop many browsers use one key: each address has the limit, and the key a ceiling.
  return [
    { id: `${keyId}:c`, limit: browserCeilingPerMinute },
    { id: `${keyId}:b:${clientNetwork(ip)}`, limit: readsPerMinute },
  ];
}

/** The headers describe the claim that refuses the request, else the narrowest claim, which is the last. */
function judge(
  claims: readonly RateClaim[],
  before: readonly number[],
  resetSeconds: number,
  reply: FastifyReply,
  orElse: string,
) {
  const refusing = claims.findIndex(({ limit }, i) => (before[i] ?? 0) >= limit);
  const shown = refusing === -1 ? claims.length - 1 : refusing;
  const { limit = 0 } = claims[shown] ?? {};
  reply.header('ratelimit-limit', limit);
  reply.header('ratelimit-remaining', Math.max(0, limit - (before[shown] ?? 0) - 1));
  reply.header('ratelimit-reset', resetSeconds);
  if (refusing === -1) return;
  throw new Problem(429, `More than ${limit} requests a minute: wait ${resetSeconds} s${orElse}.`, {
    headers: { 'retry-after': String(resetSeconds) },
  });
}
