import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, Subscription } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import { retry } from '#runtime/retry.ts';
import { type Claim, claimPartition, FenceLost, readPositions, registerLog } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { checkPosition, hasMissedDeletions } from './check-position.ts';
import type { Consumer } from './consumer.ts';
import type { ProcessorMetrics } from './processor-metrics.ts';
import { createPartitionRunner } from './run-partition.ts';

/**
 * How far a group has come in a partition. A `stopped` partition waits for an operator; a `failing` one could not store its batch, and tries again; `reason` says why. One that is
 * `elsewhere` belongs to another process or to nobody.
 */
export type PartitionLag = {
  group: string;
  topic: string;
  partition: number;
  position: bigint;
  high: bigint;
  lag: number;
  state: 'running' | 'failing' | 'stopped' | 'elsewhere';
  reason: string | null;
};

const running = { state: 'running', reason: null } as const;
const elsewhere = { state: 'elsewhere', reason: null } as const;

export type ConsumerDeps = { log: EventLog; database: Database; logger: Logger; metrics: ProcessorMetrics };

const batchRecords = 5_000;
const rejoinAfterMs = 500;
const askOthersEveryMs = 1_000;
const claimWaits = { firstMs: 100, maxMs: 2_000 };

export type RunningConsumer = { joined: Promise<void>; lag(): Promise<PartitionLag[]>; close(): Promise<void> };

/** Reads a consumer's topic as a member of its group until the signal aborts. If it loses its membership, it joins again. */
export function runConsumer<Item>(
  consumer: Consumer<Item>,
  { log, database, logger, metrics }: ConsumerDeps,
  signal: AbortSignal,
): RunningConsumer {
  let claims = new Map<number, Claim>();
  /** Partitions that do not go on as they should. */
  let troubled = new Map<number, Pick<PartitionLag, 'state' | 'reason'>>();
  let subscription: Subscription | null = null;
  const joined = Promise.withResolvers<void>();

  const join = async (): Promise<{ lost: Promise<unknown> }> => {
    const lost = Promise.withResolvers<unknown>();
    const membership = new AbortController();
    const ending = AbortSignal.any([signal, membership.signal]);
    const runners = new Map<number, ReturnType<typeof createPartitionRunner<Item>>>();
    claims = new Map();
    troubled = new Map();
    subscription = await log.joinGroup(
      consumer.group,
      [consumer.topic],
      {
        onAssigned: (topic, logId, partitions) =>
          retry(
            async () => {
              const from = new Map<number, bigint>();
              const state = await log.describe(topic);
              const number = await registerLog(database, topic, logId, state.partitions.length);
              for (const partition of partitions) {
                const claim = await claimPartition(database, consumer.group, topic, number, partition);
                claims.set(partition, claim);
                const problem = await checkPosition(log, consumer, claim, state);
                if (problem !== null) {
                  troubled.set(partition, { state: 'stopped', reason: problem });
                  logger.error({ topic, partition }, problem);
                  continue;
                }
                await consumer.assigned?.(claim);
                const onTried = (failure: unknown) => {
                  const reason = failure instanceof Error ? failure.message : String(failure);
                  if (failure === null) troubled.delete(partition);
                  else troubled.set(partition, { state: 'failing', reason });
                };
                runners.set(
                  partition,
                  createPartitionRunner(consumer, claim, { database, logger, metrics, signal: ending, onTried }),
                );
                from.set(partition, claim.nextOffset);
              }
              return from;
            },
            {
              ...claimWaits,
              signal: ending,
              isRetryable: () => true,
              onRetry: (error, attempt) =>
                logger.warn({ err: error, topic: consumer.topic, attempt }, 'partitions cannot be claimed yet'),
            },
          ),
        onJoined: () => joined.resolve(),
        async onBatch(batch) {
          const startedAt = performance.now();
          const claim = claims.get(batch.partition);
          // A gap may hide a deletion. The log tells of deletions before it removes them, so it is asked after the batch was read.
          if (consumer.isCompacted && claim !== undefined) {
            const { partitions } = await log.describe(batch.topic);
            const state = partitions.find(({ partition }) => partition === batch.partition);
            if (state !== undefined && hasMissedDeletions(claim, state))
              throw new FenceLost(consumer.group, batch.partition);
          }
          try {
            await runners.get(batch.partition)?.(batch);
          } catch (error) {
            // By the fence; or by Postgres, which undoes the transaction of an owner that was frozen.
            if (error instanceof FenceLost || membership.signal.aborted) metrics.countFenced(consumer.group);
            throw error;
          }
          const { gather } = consumer;
          const { length } = batch.records;
          if (gather === undefined || length >= gather.untilRecords) return;
          const everyMs = length < gather.busyFromRecords ? gather.everyMs : gather.busyEveryMs;
          const waitMs = everyMs - (performance.now() - startedAt);
          if (waitMs > 0) await delay(waitMs, undefined, { signal: ending, ref: false }).catch(() => {});
        },
        onRevoked: async () => {
          claims = new Map();
          troubled = new Map();
          await consumer
            .revoked?.()
            .catch((error: unknown) => logger.warn({ err: error }, 'a last checkpoint was not written'));
        },
      },
      {
        maxRecords: batchRecords,
        onLost: (error) => {
          membership.abort();
          lost.resolve(error);
        },
      },
    );
    return { lost: lost.promise };
  };

  let asked = { atMs: Number.NEGATIVE_INFINITY, positions: new Map<number, bigint>() };
  /** How far other processes have come in the partitions that are not ours, by the last answer of Postgres. */
  const positionsOfOthers = async (logId: string): Promise<Map<number, bigint>> => {
    if (performance.now() - asked.atMs > askOthersEveryMs) {
      const positions = await readPositions(database, consumer.group, consumer.topic, logId).catch(
        () => asked.positions,
      );
      asked = { atMs: performance.now(), positions };
    }
    return asked.positions;
  };

  const untilAborted = new Promise<null>((resolve) =>
    signal.addEventListener('abort', () => resolve(null), { once: true }),
  );
  const loop = async () => {
    while (!signal.aborted) {
      const error = await join().then(
        ({ lost }) => Promise.race([lost, untilAborted]),
        (failure: unknown) => failure,
      );
      await subscription?.close();
      if (signal.aborted) return;
      logger[error instanceof FenceLost ? 'warn' : 'error'](
        { err: error, topic: consumer.topic },
        'left the consumer group, and joins again',
      );
      await delay(rejoinAfterMs, undefined, { signal }).catch(() => {});
    }
  };
  const looping = loop();

  return {
    joined: joined.promise,
    async lag() {
      const state = await log.describe(consumer.topic);
      const isWhole = state.partitions.every(({ partition }) => claims.has(partition));
      const others = isWhole ? null : await positionsOfOthers(state.logId);
      return state.partitions.map(({ partition, high, low }) => {
        const position = claims.get(partition)?.nextOffset ?? others?.get(partition) ?? low;
        return {
          group: consumer.group,
          topic: consumer.topic,
          partition,
          position,
          high,
          // In a partition that nobody ever claimed all records are still to be read.
          lag: Number(high > position ? high - position : 0n),
          ...(claims.has(partition) ? (troubled.get(partition) ?? running) : elsewhere),
        };
      });
    },
    close: () => looping,
  };
}
