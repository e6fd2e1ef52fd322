import type { TakeRequest } from '#runtime/http/rate-limit.ts';
import type { Logger } from '#runtime/logger.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { type AnswerCache, createAnswerCache } from '#stores/answers/answer-cache.ts';
import { createSharedAnswerCache } from '#stores/answers/shared-answer-cache.ts';
import { createRevokedTokens, createSharedRevokedTokens, type RevokedTokens } from '#stores/control/revoked-tokens.ts';
import { createLiveCounters, type LiveCounters } from '#stores/counters/live-counters.ts';
import { createSharedHint, type SharedHint } from '#stores/duplicates/shared-hint.ts';
import { createSharedServerTimes, type SharedServerTimes } from '#stores/duplicates/shared-server-times.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { CircuitState } from '#stores/redis/circuit.ts';
import { createSharedRequestCounts } from '#stores/redis/count-requests.ts';

/** What the instances of the product share through Redis; if none is configured, each instance has its own. */
export type Shared = {
  answers: AnswerCache;
  revokedTokens: RevokedTokens;
  takeRequest?: TakeRequest;
  sharedHint?: SharedHint;
  sharedServerTimes?: SharedServerTimes;
  liveCounters?: LiveCounters;
  /** The state for /ready; null if no Redis is configured. It sends a command, since otherwise an idle process would not notice a frozen Redis. */
  redisState(): Promise<CircuitState | null>;
  close(): void;
};

type Options = { redisUrl: string | null; database: Database; metrics: Metrics; logger: Logger };

/** The shortest time between two log lines about a Redis that comes and goes. */
const tellEveryMs = 10_000;

/** Does not wait for Redis, which may be absent, and may come and go. */
export async function openShared({ redisUrl, database, metrics, logger }: Options): Promise<Shared> {
  const revokedTokens = createRevokedTokens(database);
  if (redisUrl === null)
    return { answers: createAnswerCache(), revokedTokens, redisState: async () => null, close: () => {} };

  const report = createReport({ metrics, logger });
  // Loaded only where there is a Redis: its client's modules would take a twentieth of each start.
  const { openRedis } = await import('#stores/redis/open-redis.ts');
  const redis = openRedis({
    url: redisUrl,
    onState: report,
    onFallback: (use) => metrics.redisFallbacks.labels({ use }).inc(),
  });
  report(redis.state, null);
  metrics.watchQueue('redis', redis.queue);
  return {
    answers: createSharedAnswerCache(redis),
    revokedTokens: createSharedRevokedTokens(redis, revokedTokens),
    takeRequest: createSharedRequestCounts(redis),
    sharedHint: createSharedHint(redis),
    sharedServerTimes: createSharedServerTimes(redis),
    liveCounters: createLiveCounters(redis),
    async redisState() {
      await redis.ask('health', (client) => client.ping());
      return redis.state;
    },
    close: redis.close,
  };
}

function createReport({ metrics, logger }: Pick<Options, 'metrics' | 'logger'>) {
  let wasClosed = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (state: CircuitState, error: unknown): void => {
    for (const one of ['closed', 'open', 'half_open'] as const)
      metrics.redisCircuit.labels({ state: one }).set(one === state ? 1 : 0);
    const isClosed = state === 'closed';
    if (isClosed === wasClosed) return;
    wasClosed = isClosed;
    if (performance.now() - toldAtMs < tellEveryMs) return;
    toldAtMs = performance.now();
    if (isClosed) logger.info('Redis answers');
    else
      logger.warn({ err: error }, 'Redis does not answer: limits, answers and hints are kept by each instance alone');
  };
}
