import type { FastifyReply, FastifyRequest } from 'fastify';
import { createRequestCounts, type RateClaim } from '#domain/access/request-counts.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

/** Requests of one address to a public route that is limited: a monitor asks a few times a minute, tests and a rolling update some hundreds of times. */
export const publicCeilingPerMinute = 6_000;
/** All reads of one key from browsers together, whatever their number. */
export const browserCeilingPerMinute = 60_000;
const windowMs = 60_000;

/**
 * Counts one request of each claim in a window, unless one of them has reached its limit, and says how many there were before. An
 * answer in this process comes at once, one that is shared by processes as a promise.
 */
export type TakeRequest = (
  claims: readonly RateClaim[],
  window: number,
) => readonly number[] | Promise<readonly number[]>;

/** Counts a request against its key; throws, or rejects with, a 429 with `Retry-After`. */
export type RateLimit = (request: FastifyRequest, reply: FastifyReply, kind: LimitKind) => void | Promise<void>;

/** Reads and writes count against the key; `address` against the address of whoever is anonymous, in this process alone. */
export type LimitKind = 'read' | 'write' | 'address';

/**
 * Fixed windows of a minute of the clock, one for all, so that they can be dropped together. Without a shared count it is
 * synchronous, as it is in the way of every event; rate-limiter-flexible costs a promise and a timer.
 */
export function createRateLimit(
  take: TakeRequest = createRequestCounts().take,
  now: () => number = Date.now,
): RateLimit {
  const addresses = createRequestCounts();
  return (request, reply, kind) => {
    const { caller } = request;
    const nowMs = now();
    const window = Math.floor(nowMs / windowMs);
    const resetSeconds = Math.max(1, Math.ceil(((window + 1) * windowMs - nowMs) / 1000));
    if (kind === 'address') {
      const ceiling = [{ id: request.ip, limit: publicCeilingPerMinute }];
      if (caller.kind === 'anonymous') judge(ceiling, addresses.take(ceiling, window), resetSeconds, reply);
      return;
    }
    if (caller.kind !== 'key') return;
    const claims = claimsOf(request, caller, kind);
    const before = take(claims, window);
    if (before instanceof Promise) return before.then((counts) => judge(claims, counts, resetSeconds, reply));
    judge(claims, before, resetSeconds, reply);
  };
}

function claimsOf(request: FastifyRequest, { key }: Caller & { kind: 'key' }, kind: 'read' | 'write'): RateClaim[] {
  const { keyId, readsPerMinute, writesPerMinute } = key;
  if (kind === 'write') return [{ id: `${keyId}:w`, limit: writesPerMinute }];
  if (request.headers.origin === undefined) return [{ id: `${keyId}:r`, limit: readsPerMinute }];
  // A busy noon in the shop is many browsers with one key: each address has the limit, the key a ceiling.
  return [
    { id: `${keyId}:c`, limit: browserCeilingPerMinute },
    { id: `${keyId}:b:${request.ip}`, limit: readsPerMinute },
  ];
}

/** The headers speak of the claim that refuses, else of the narrowest, which is the last. */
function judge(claims: readonly RateClaim[], before: readonly number[], resetSeconds: number, reply: FastifyReply) {
  const refusing = claims.findIndex(({ limit }, i) => (before[i] ?? 0) >= limit);
  const shown = refusing === -1 ? claims.length - 1 : refusing;
  const limit = claims[shown]?.limit ?? 0;
  reply.header('ratelimit-limit', limit);
  reply.header('ratelimit-remaining', Math.max(0, limit - (before[shown] ?? 0) - 1));
  reply.header('ratelimit-reset', resetSeconds);
  if (refusing === -1) return;
  throw new Problem(429, `More than ${limit} requests a minute: wait ${resetSeconds} s, or raise the key's limit.`, {
    headers: { 'retry-after': String(resetSeconds) },
  });
}
