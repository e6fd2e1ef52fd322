import { setTimeout as delay } from 'node:timers/promises';
import { LogError, type LogRecord, type ReadLimits, type RecordBatch } from '../event-log.ts';
import { asLogError, mayPass, recover } from './failures.ts';
import type { Cluster } from './kafkajs.ts';
import { decodeRecordBatches } from './record-batch.ts';
import { type FetchedPartition, fetchRecords } from './requests.ts';

export type Follower = {
  /** Returns, for each partition, the next offset to be fetched, and whether records that were fetched before are still being handled. */
  progress(): Map<number, Progress>;
  /** Hands out no further batch, and resolves when the running handlers have ended. */
  stop(): Promise<void>;
};

export type Progress = { next: bigint; isBusy: boolean };

export type FollowerOptions = {
  /** Used by this follower alone: a fetch that waits holds up every later request on its connection. */
  cluster: Cluster;
  topic: string;
  from: ReadonlyMap<number, bigint>;
  limits: ReadLimits;
  /** Gives the records of the brokers our schema ids (see `schema-ids.ts`). */
  toOurs(records: LogRecord[]): LogRecord[];
  /** Receives each batch; the caller adds `topic` and `logId`. */
  onBatch(batch: Pick<RecordBatch, 'partition' | 'records' | 'highWatermark'>): Promise<void>;
  /** Called once, if a handler has thrown or the position is not in the log: nothing more is fetched. */
  onLost(error: unknown): void;
  /** Called when fetching has failed and is tried again. */
  onError(error: LogError): void;
};

type Part = {
  partition: number;
  next: bigint;
  /** Fetched and not handed out yet. It is at most one answer, so that fetching and handling overlap. */
  ahead: { records: LogRecord[]; highWatermark: bigint } | null;
  handling: Promise<void> | null;
};

/** How long a fetch waits for records. A partition whose handler ends meanwhile is fetched again after this at the latest. */
const maxWaitMs = 200;
const defaultBytesPerPartition = 1 << 20;
const maxResponseBytes = 16 << 20;
const defaultMaxRecords = 10_000;
const firstRetryMs = 100;
const maxRetryMs = 2_000;

/**
 * Fetches these partitions again and again, from exactly these offsets on, by one request at a time to each leader. Partitions are handled at
 * the same time, each in order. If a connection is lost or a leader elected, the follower tries again until it works.
 */
export function follow(options: FollowerOptions): Follower {
  const { cluster, topic } = options;
  const maxRecords = options.limits.maxRecords ?? defaultMaxRecords;
  const parts = new Map(
    [...options.from].map(([partition, next]): [number, Part] => [
      partition,
      { partition, next, ahead: null, handling: null },
    ]),
  );
  const fetching = new Map<number, Promise<void>>();
  const stopping = new AbortController();
  let failures = 0;
  let wake: () => void = () => {};

  const lose = (error: unknown) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    wake();
    options.onLost(error);
  };

  const handle = async (part: Part) => {
    for (let batch = part.ahead; batch !== null && !stopping.signal.aborted; batch = part.ahead) {
      part.ahead = null;
      wake();
      for (let at = 0; at < batch.records.length && !stopping.signal.aborted; at += maxRecords) {
        const records = batch.records.slice(at, at + maxRecords);
        await options.onBatch({ partition: part.partition, records, highWatermark: batch.highWatermark });
      }
    }
  };

  const take = (fetched: FetchedPartition) => {
    const part = parts.get(fetched.partition);
    // While a partition changes its leader, both may be asked for it: the first answer counts.
    if (part === undefined || part.ahead !== null || stopping.signal.aborted) return;
    if (fetched.failure !== null) {
      if (fetched.failure.type !== 'OFFSET_OUT_OF_RANGE') throw fetched.failure;
      // Never reset the offset: the owner of the position decides where to go on.
      throw new LogError('out_of_range', `offset ${part.next} is not in partition ${part.partition} of ${topic}`);
    }
    const { records, nextOffset } = decodeRecordBatches(fetched.bytes, part.next);
    part.next = nextOffset;
    if (records.length === 0) return;
    part.ahead = { records: options.toOurs(records), highWatermark: fetched.highWatermark };
    if (part.handling !== null) return;
    part.handling = handle(part)
      .catch(lose)
      .finally(() => {
        part.handling = null;
        wake();
      });
  };

  const fetchFrom = async (leader: number, wanted: readonly Part[]) => {
    try {
      if (leader < 0) throw new LogError('unavailable', `a partition of ${topic} has no leader`);
      const fetched = await fetchRecords(
        await cluster.findBroker({ nodeId: leader }),
        topic,
        wanted.map(({ partition, next }) => ({ partition, offset: next })),
        {
          maxWaitMs,
          minBytes: 1,
          maxBytesPerPartition: options.limits.maxBytes ?? defaultBytesPerPartition,
          maxBytes: maxResponseBytes,
        },
      );
      let failure: unknown = null;
      for (const one of fetched) {
        try {
          take(one);
        } catch (error) {
          failure = error;
        }
      }
      if (failure !== null) throw failure;
      failures = 0;
    } catch (error) {
      if (!mayPass(error)) return lose(asLogError(error, `fetch of ${topic}`));
      await pause(error);
    }
  };

  const pause = async (error: unknown) => {
    if (stopping.signal.aborted) return;
    if (failures === 0) options.onError(asLogError(error, `fetch of ${topic}`));
    failures += 1;
    await delay(Math.min(maxRetryMs, firstRetryMs * 2 ** (failures - 1)), undefined, {
      signal: stopping.signal,
    }).catch(() => {});
    if (!stopping.signal.aborted) await recover(cluster).catch(() => {});
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const leaders = new Map(
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId, leader }) => [partitionId, leader]),
      );
      const wanted = [...parts.values()].filter(({ ahead }) => ahead === null);
      for (const [leader, mine] of Map.groupBy(wanted, ({ partition }) => leaders.get(partition) ?? -1)) {
        if (fetching.has(leader)) continue;
        const done = fetchFrom(leader, mine).finally(() => {
          fetching.delete(leader);
          wake();
        });
        fetching.set(leader, done);
      }
      await woken;
    }
    await Promise.all([...fetching.values(), ...[...parts.values()].map(({ handling }) => handling)]);
  };

  const starting = async () => {
    for (;;) {
      try {
        if (!cluster.isConnected()) await cluster.connect();
        await cluster.addMultipleTargetTopics([topic]);
        return;
      } catch (error) {
        if (!mayPass(error)) throw asLogError(error, `fetch of ${topic}`);
        await pause(error);
        if (stopping.signal.aborted) return;
      }
    }
  };
  const running = starting().then(run).catch(lose);

  return {
    progress: () =>
      new Map(
        [...parts.values()].map(({ partition, next, ahead, handling }) => [
          partition,
          { next, isBusy: ahead !== null || handling !== null },
        ]),
      ),
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
