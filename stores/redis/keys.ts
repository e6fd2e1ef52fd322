/** What each of our keys in Redis looks like, and how long it lives at most. All are copies and hints: Redis may lose them. */
export const redisKeys = {
  /** How many requests an id (key, kind, and address of a browser) had in a minute of the clock. */
  rateLimit: {
    pattern: 'reco:ratelimit:{keyId}:{window}',
    ttlSeconds: 120,
    of: (id: string, window: number) => `reco:ratelimit:${id}:${window}`,
  },
} as const;
