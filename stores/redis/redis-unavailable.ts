/** Redis does not answer, or cannot be reached. Callers go on without it, and it is asked again. */
export class RedisUnavailable extends Error {
  readonly code = 'redis_unavailable';
  readonly retryable = true;
  constructor(cause: unknown) {
    super('Redis does not answer', { cause });
    this.name = 'RedisUnavailable';
  }
}
