import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problem.ts';

/** All reads of one key from browsers together, whatever their number. */
const browserCeilingPerMinute = 60_000;
const windowSeconds = 60;

/** Counts a request against its key; throws a 429 with `Retry-After`. Counts live in this process. */
export type RateLimit = (request: FastifyRequest, reply: FastifyReply, kind: 'read' | 'write') => Promise<void>;

export function createRateLimit(): RateLimit {
  const limiters = new Map<string, RateLimiterMemory>();
  const limiterOf = (name: string, points: number): RateLimiterMemory => {
    const id = `${name}:${points}`;
    const known = limiters.get(id);
    if (known !== undefined) return known;
    const limiter = new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix: id });
    limiters.set(id, limiter);
    return limiter;
  };

  return async (request, reply, kind) => {
    if (request.caller.kind !== 'key') return;
    const { key } = request.caller;
    const limit = kind === 'read' ? key.readsPerMinute : key.writesPerMinute;
    // A busy noon in the shop is many browsers with one key: each address has the limit, the key a ceiling.
    const isBrowserRead = kind === 'read' && request.headers.origin !== undefined;
    if (isBrowserRead)
      await consume(limiterOf('ceiling', browserCeilingPerMinute), key.keyId, browserCeilingPerMinute, reply);
    await consume(limiterOf(kind, limit), isBrowserRead ? `${key.keyId} ${request.ip}` : key.keyId, limit, reply);
  };
}

async function consume(limiter: RateLimiterMemory, id: string, limit: number, reply: FastifyReply): Promise<void> {
  try {
    tell(reply, limit, await limiter.consume(id));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    tell(reply, limit, refusal);
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new Problem(
      429,
      `More than ${limit} requests a minute: wait ${seconds} s, or ask for a higher limit of this key.`,
      {
        headers: { 'retry-after': String(seconds) },
      },
    );
  }
}

function tell(reply: FastifyReply, limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): void {
  reply.header('ratelimit-limit', limit);
  reply.header('ratelimit-remaining', remainingPoints);
  reply.header('ratelimit-reset', Math.ceil(msBeforeNext / 1000));
}
