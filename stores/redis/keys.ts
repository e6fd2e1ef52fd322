import type { Scope } from '#domain/scope.ts';

/** The form of each of our keys in Redis, and how long it lives at most. All of them are copies and hints, which Redis may lose. */
export const redisKeys = {
  /** An answer to a question with or without a user, with the stamp it holds under. Lives for the tenant's `cacheTtlSeconds`. */
  answer: {
    pattern: 'reco:{scope}:{user}:{strategy}:{hash of the question}',
    of: (scope: Scope, userId: string | null, strategy: string, questionHash: string) =>
      `reco:${scope}:${userId ?? ''}:${strategy}:${questionHash}`,
  },
  /** How many requests an id (key, kind, and address of a browser; an admin, reads and writes apart) had in a minute of the clock. */
  rateLimit: {
    pattern: 'reco:ratelimit:{keyId}:{window}',
    ttlSeconds: 120,
    of: (id: string, window: number) => `reco:ratelimit:${id}:${window}`,
  },
  /** An event that is durable on the log. */
  duplicate: {
    pattern: 'reco:dedup:{scope}:{id}',
    ttlSeconds: 24 * 3_600,
    of: (scope: Scope, id: Buffer) => `reco:dedup:${scope}:${id.toString('base64url')}`,
  },
  /** The time that the server gave to an event without one, by its type, shopper, product and `eventId`. */
  serverTime: {
    pattern: 'reco:eventtime:{scope}:{hash of the event}',
    ttlSeconds: 24 * 3_600,
    of: (scope: Scope, eventHash: string) => `reco:eventtime:${scope}:${eventHash}`,
  },
  /** New events of a day and type, for a live view. */
  counter: {
    pattern: 'reco:counter:{scope}:{date}:{metric}',
    ttlSeconds: 48 * 3_600,
    of: (scope: Scope, date: string, metric: string) => `reco:counter:${scope}:${date}:${metric}`,
  },
  /** An access token that was logged out. Lives until the token expires. */
  token: {
    pattern: 'jti:blacklist:{jti}',
    of: (jti: string) => `jti:blacklist:${jti}`,
  },
} as const;
