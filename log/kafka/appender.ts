import { setTimeout as delay } from 'node:timers/promises';
import { keepDoing } from '#runtime/keep-doing.ts';
import { type Appended, LogError, type NewRecord } from '../event-log.ts';
import { asLogError, mayPass, recover } from './failures.ts';
import type { Cluster } from './kafkajs.ts';
import { batchBytes, partitionRecords, type RecordsOfPartition } from './partition-records.ts';
import { type Compression, encodeRecordBatch } from './record-batch.ts';
import { produce } from './requests.ts';

export type Appender = {
  append(records: readonly NewRecord[]): Promise<readonly Appended[]>;
  /** Refuses further appends, and resolves when those under way are settled. */
  close(): Promise<void>;
};

export type AppenderOptions = {
  cluster: Cluster;
  topic: string;
  /** How long an append waits for others to share its request. Appends that come while a request is under way share the next one anyhow. */
  lingerMs: number;
  compression: Compression;
  /** If no broker has acknowledged an append by then, it is rejected: its records may be in the log or not. */
  timeoutMs: number;
  onAppend?: ((latencyMs: number, records: number) => void) | undefined;
  onError?: ((error: LogError) => void) | undefined;
};

/** If more bytes wait, appends are refused: the brokers do not keep up, or are gone. */
const maxPendingBytes = 64 << 20;
const firstRetryMs = 50;
const maxRetryMs = 1_000;
const sweepEveryMs = 100;
const maxSequence = 2 ** 31 - 1;

/** One call of `append`. It is settled when the last of its batches is. */
type Waiting = {
  positions: Appended[];
  open: number;
  deadline: number;
  isSettled: boolean;
  settle(error?: LogError): void;
};
type Entry = RecordsOfPartition & { waiting: Waiting };
type Producer = { id: bigint; epoch: number; nextSequence: number };
/**
 * The queue of one partition. At most one batch of it is on its way, so records are in the log in the order of the appends. Each lane has a
 * producer id of its own. If a batch is repeated, it keeps its sequence number: the broker recognises it and answers with the offsets of the first
 * time. After a batch was given up nobody knows which sequence number the broker has seen, so the lane takes a new producer id.
 */
type Lane = { partition: number; queue: Entry[]; batch: Entry[]; producer: Producer | null; isSending: boolean };

/** Appends to one topic: one request at a time to each leader, with all the records that its partitions have got meanwhile. */
export function createAppender(options: AppenderOptions): Appender {
  const { cluster, topic } = options;
  const lanes = new Map<number, Lane>();
  const waitings = new Set<Waiting>();
  const busyLeaders = new Set<number>();
  let pendingBytes = 0;
  let isClosed = false;
  let isLingering = false;
  let failures = 0;
  let whenIdle: (() => void) | null = null;

  const settleLate = () => {
    const now = performance.now();
    for (const waiting of waitings)
      if (now > waiting.deadline)
        waiting.settle(new LogError('unavailable', `no broker has acknowledged it within ${options.timeoutMs} ms`));
  };
  const sweeping = keepDoing(settleLate, { everyMs: sweepEveryMs, onError: () => {} });

  const laneOf = (partition: number): Lane => {
    const known = lanes.get(partition);
    if (known !== undefined) return known;
    const lane: Lane = { partition, queue: [], batch: [], producer: null, isSending: false };
    lanes.set(partition, lane);
    return lane;
  };

  const linger = () => {
    if (isLingering) return;
    isLingering = true;
    const go = () => {
      isLingering = false;
      pump();
    };
    if (options.lingerMs === 0) setImmediate(go);
    else setTimeout(go, options.lingerMs);
  };

  const hasWork = (lane: Lane) => lane.batch.length > 0 || lane.queue.length > 0;

  /** Sends a request to each leader that has none under way. */
  const pump = () => {
    const ready = [...lanes.values()].filter((lane) => !lane.isSending && hasWork(lane));
    for (const [leader, mine] of Map.groupBy(ready, ({ partition }) => leaderOf(partition))) {
      if (busyLeaders.has(leader)) continue;
      busyLeaders.add(leader);
      for (const lane of mine) lane.isSending = true;
      void send(leader, mine).finally(() => {
        busyLeaders.delete(leader);
        for (const lane of mine) lane.isSending = false;
        if ([...lanes.values()].some(hasWork)) pump();
        else whenIdle?.();
      });
    }
  };

  const leaderOf = (partition: number) =>
    cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ?? -1;

  const send = async (leader: number, mine: readonly Lane[]) => {
    for (const lane of mine) fillBatch(lane);
    const sending = mine.filter(({ batch }) => batch.length > 0);
    if (sending.length === 0) return;
    try {
      await cluster.refreshMetadataIfNecessary();
      if (leader < 0) throw new LogError('unavailable', `a partition of ${topic} has no leader`);
      const broker = await cluster.findBroker({ nodeId: leader });
      const batches = [];
      for (const lane of sending) {
        const count = lane.batch.reduce((sum, { records }) => sum + records.length, 0);
        if (lane.producer === null || lane.producer.nextSequence + count > maxSequence) {
          const made = await broker.initProducerId({ transactionalId: null, transactionTimeout: options.timeoutMs });
          lane.producer = { id: BigInt(made.producerId), epoch: made.producerEpoch, nextSequence: 0 };
        }
        const bytes = encodeRecordBatch(
          lane.batch.flatMap(({ records }) => records),
          {
            producerId: lane.producer.id,
            producerEpoch: lane.producer.epoch,
            baseSequence: lane.producer.nextSequence,
            timestampMs: Date.now(),
            compression: options.compression,
          },
        );
        batches.push({ partition: lane.partition, bytes });
      }
      const produced = await produce(broker, topic, batches, options.timeoutMs);
      const answers = new Map(produced.map((answer) => [answer.partition, answer]));
      let failure: unknown = null;
      for (const lane of sending) {
        const answer = answers.get(lane.partition);
        if (answer !== undefined && answer.failure === null) acknowledge(lane, answer.baseOffset);
        else failure = refuse(lane, answer?.failure ?? new Error('the broker did not answer for it')) ?? failure;
      }
      if (failure !== null) throw failure;
      failures = 0;
    } catch (error) {
      for (const lane of sending) refuse(lane, error);
      await pause(error);
    }
  };

  const fillBatch = (lane: Lane) => {
    if (lane.batch.length > 0) return;
    let bytes = 0;
    for (let entry = lane.queue[0]; entry !== undefined; entry = lane.queue[0]) {
      if (lane.batch.length > 0 && bytes + entry.bytes > batchBytes) break;
      lane.queue.shift();
      // Its append was rejected while it waited: it must not come into the log long after its sender was told so.
      if (entry.waiting.isSettled) {
        pendingBytes -= entry.bytes;
        continue;
      }
      bytes += entry.bytes;
      lane.batch.push(entry);
    }
  };

  const acknowledge = (lane: Lane, baseOffset: bigint) => {
    let offset = baseOffset;
    for (const { indexes, waiting } of lane.batch) {
      for (const index of indexes) waiting.positions[index] = { partition: lane.partition, offset: offset++ };
      waiting.open -= 1;
      if (waiting.open === 0) waiting.settle();
    }
    if (lane.producer !== null) lane.producer.nextSequence += Number(offset - baseOffset);
    drop(lane);
  };

  /** Handles the failure of a lane's batch. Returns the failure if the batch is to be sent again, null if it was given up. */
  const refuse = (lane: Lane, error: unknown): unknown => {
    if (lane.batch.length === 0) return null;
    const { type = '' } = error as { type?: string };
    // The broker has forgotten the producer, or has seen a sequence number that we do not know of: the batch is sent again under a new id.
    if (/SEQUENCE|PRODUCER/.test(type)) lane.producer = null;
    else if (!mayPass(error))
      for (const { waiting } of lane.batch) waiting.settle(asLogError(error, `append to ${topic}`));
    if (lane.batch.some(({ waiting }) => !waiting.isSettled)) return error;
    lane.producer = null;
    drop(lane);
    return null;
  };

  const drop = (lane: Lane) => {
    for (const { bytes } of lane.batch) pendingBytes -= bytes;
    lane.batch = [];
  };

  const pause = async (error: unknown) => {
    if (failures === 0) options.onError?.(asLogError(error, `append to ${topic}`));
    failures += 1;
    await delay(Math.min(maxRetryMs, firstRetryMs * 2 ** (failures - 1)));
    await recover(cluster).catch(() => {});
  };

  return {
    async append(records) {
      if (isClosed) throw new LogError('closed', 'the log was closed');
      if (records.length === 0) return [];
      const count = cluster.findTopicPartitionMetadata(topic).length;
      const parts = partitionRecords(records, count);
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      if (pendingBytes + bytes > maxPendingBytes)
        throw new LogError('unavailable', `${pendingBytes} bytes wait for the brokers already`);
      const startedAt = performance.now();
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          positions: new Array(records.length),
          open: parts.length,
          deadline: startedAt + options.timeoutMs,
          isSettled: false,
          settle(error) {
            if (waiting.isSettled) return;
            waiting.isSettled = true;
            waitings.delete(waiting);
            if (error !== undefined) return reject(error);
            options.onAppend?.(performance.now() - startedAt, records.length);
            resolve(waiting.positions);
          },
        };
        waitings.add(waiting);
        pendingBytes += bytes;
        for (const part of parts) laneOf(part.partition).queue.push({ ...part, waiting });
        linger();
      });
    },
    async close() {
      isClosed = true;
      if ([...lanes.values()].some(hasWork) || busyLeaders.size > 0) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      await sweeping.close();
    },
  };
}
