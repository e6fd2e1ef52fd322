import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** All reads of one key from browsers together, whatever their number. */
export const browserCeilingPerMinute = 60_000;
const windowMs = 60_000;

/** Counts a request against its key; throws a 429 with `Retry-After`. Counts live in this process. */
export type RateLimit = (request: FastifyRequest, reply: FastifyReply, kind: 'read' | 'write') => void;

/**
 * Fixed windows of a minute of the clock, one for all: when it is over the counts are dropped together, so that they hold no more
 * than one minute's callers. Synchronous, as it is in the way of every event; rate-limiter-flexible costs a promise and a timer.
 */
export function createRateLimit(now: () => number = Date.now): RateLimit {
  let counts = new Map<string, number>();
  let windowEndMs = 0;

  const consume = (id: string, limit: number, reply: FastifyReply): void => {
    const nowMs = now();
    if (nowMs >= windowEndMs) {
      counts = new Map();
      windowEndMs = (Math.floor(nowMs / windowMs) + 1) * windowMs;
    }
    const count = (counts.get(id) ?? 0) + 1;
    const resetSeconds = Math.max(1, Math.ceil((windowEndMs - nowMs) / 1000));
    reply.header('ratelimit-limit', limit);
    reply.header('ratelimit-remaining', Math.max(0, limit - count));
    reply.header('ratelimit-reset', resetSeconds);
    if (count > limit) {
      throw new Problem(
        429,
        `More than ${limit} requests a minute: wait ${resetSeconds} s, or raise the key's limit.`,
        {
          headers: { 'retry-after': String(resetSeconds) },
        },
      );
    }
    counts.set(id, count);
  };

  return (request, reply, kind) => {
    const { caller } = request;
    if (caller.kind !== 'key') return;
    const { keyId, readsPerMinute, writesPerMinute } = caller.key;
    if (kind === 'write') return consume(`w ${keyId}`, writesPerMinute, reply);
    if (request.headers.origin === undefined) return consume(`r ${keyId}`, readsPerMinute, reply);
    // A busy noon in the shop is many browsers with one key: each address has the limit, the key a ceiling.
    consume(`c ${keyId}`, browserCeilingPerMinute, reply);
    consume(`b ${keyId} ${request.ip}`, readsPerMinute, reply);
  };
}
