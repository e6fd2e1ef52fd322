import type { EventLog } from '#log/event-log.ts';
import type { LiveModels } from '#query-api/live-models/open-live-models.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { Readiness } from '#schemas/http/health.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { CircuitState } from '#stores/redis/circuit.ts';
import type { Message } from './child.ts';

/** What /ready says: each part's state, and how far each consumer is behind. */
export type ReadinessKeeper = { report(): Promise<Readiness>; hear(message: Message): void; close(): void };

const checkEveryMs = 1_000;
const answerWithinMs = 800;
/** A report of the processors older than this says that they are not there. */
const silentAfterMs = 3_000;

type Positions = Extract<Message, { kind: 'positions' }>;

export function createReadiness({
  database,
  log,
  models,
  metrics,
  redisState,
}: {
  database: Database;
  log: EventLog;
  models: LiveModels;
  metrics: Metrics;
  redisState: () => Promise<CircuitState | null>;
}): ReadinessKeeper {
  let isDatabaseUp = false;
  let heard: { report: Positions; atMs: number } | null = null;

  // A frozen Postgres answers nothing at all: the question has its own end, and /ready never waits for it.
  const check = async () => {
    const answered = database.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), answerWithinMs).unref());
    isDatabaseUp = await Promise.race([answered, late]);
  };
  let isChecking = false;
  const checking = setInterval(async () => {
    if (isChecking) return;
    isChecking = true;
    await check();
    isChecking = false;
  }, checkEveryMs);
  checking.unref();
  const first = check();

  const highOf = async (topic: string) =>
    new Map((await log.describe(topic)).partitions.map(({ partition, high }) => [partition, high]));

  return {
    async report() {
      await first;
      const modelLags = await models.lag();
      const lag: Record<string, number> = {};
      for (const { topic, partition, lag: behind } of modelLags) lag[`models/${topic}/${partition}`] = behind;
      const processors = heard !== null && Date.now() - heard.atMs < silentAfterMs ? heard.report : null;
      // Against the log's end as it is now: what was appended since the processors last told counts as lag.
      for (const { group, topic, partition, next } of processors?.positions ?? []) {
        const high = (await highOf(topic)).get(partition) ?? 0n;
        lag[`${group}/${partition}`] = Math.max(0, Number(high - BigInt(next)));
        metrics.consumerLag
          .labels({ group, topic, partition: String(partition) })
          .set(lag[`${group}/${partition}`] ?? 0);
      }
      const stopped = processors?.positions.filter(({ state }) => state === 'stopped') ?? [];
      const processorState =
        processors === null
          ? ({ state: 'down', detail: 'the processors do not answer' } as const)
          : stopped.length > 0
            ? ({ state: 'down', detail: stopped.map(({ reason }) => reason).join(' ') } as const)
            : ({ state: 'up' } as const);
      const parts: Readiness['parts'] = {
        log: { state: 'up' },
        models: { state: 'up' },
        postgres: isDatabaseUp
          ? { state: 'up' }
          : {
              state: 'down',
              detail: 'Postgres does not answer: events are accepted, answers given, nothing is loaded',
            },
        processors: processorState,
        ...redisPart(await redisState()),
      };
      try {
        await log.describe('events');
      } catch (error) {
        parts.log = { state: 'down', detail: error instanceof Error ? error.message : String(error) };
      }
      const isUnready = parts.log?.state === 'down';
      const isDegraded = Object.values(parts).some(({ state }) => state !== 'up');
      return { status: isUnready ? 'unready' : isDegraded ? 'degraded' : 'ready', parts, lag };
    },
    hear(message) {
      if (message.kind === 'positions') {
        heard = { report: message, atMs: Date.now() };
      } else if (message.kind === 'metrics') {
        for (const { records, ms } of message.batches) {
          metrics.loaderBatchRecords.observe(records);
          metrics.loaderBatchMs.observe(ms);
        }
        for (const reason of message.deadLetters) metrics.deadLetters.labels({ reason }).inc();
        metrics.snapshotAgeSeconds.set(models.snapshotAgeSeconds() ?? 0);
      }
    },
    close: () => clearInterval(checking),
  };
}

/** Absent where no Redis is configured; never a reason to be unready. */
function redisPart(state: CircuitState | null): Readiness['parts'] {
  if (state === null) return {};
  if (state === 'closed') return { redis: { state: 'up' } };
  const detail = 'Redis does not answer: each instance counts, remembers and answers by itself';
  return { redis: { state: 'down', detail } };
}
