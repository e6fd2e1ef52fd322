import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventLog, LogError, type ReadLimits, type RecordBatch, type Subscription } from '../event-log.ts';
import { topics as productTopics, type TopicSettings } from '../topics.ts';
import { openAppendClient } from './append-client.ts';
import { type ExclusiveLock, tryLock } from './exclusive-lock.ts';
import { type Follower, follow } from './follow.ts';
import { ensureManifest, readManifest } from './manifest.ts';
import { openTopicReader, type TopicReader } from './topic-reader.ts';
import type { CompactionSettings } from './writer-protocol.ts';

export type EmbeddedLogOptions = {
  dir: string;
  /** One process writes, under a lock that ends with it; any number read. */
  role: 'writer' | 'reader';
  /** `off` acknowledges records before they are on the disk: a power cut loses acknowledged records (`log.synchronous=off`). */
  synchronous?: 'full' | 'off';
  segmentBytes?: number;
  segmentMs?: number;
  /** Writer: a missing topic is made with these settings; a topic that exists keeps its partitions. */
  topics?: Readonly<Record<string, TopicSettings>>;
  /** Writer: how often it looks for segments to roll, drop or compact. */
  tidyMs?: number;
  compaction?: Partial<CompactionSettings>;
  /** Writer: the durable end of a partition has moved. Readers in other processes are told through `notify`. */
  onWatermark?: (topic: string, partition: number, high: bigint) => void;
  /** Reader: `notify` will be called for what is new, so that it need not look each 100 ms. */
  isNotified?: boolean;
  onAppend?: (latencyMs: number, records: number) => void;
  /** Writer: retention or compaction has failed, and is tried again at the next look. */
  onUntidy?: (topic: string, message: string) => void;
  /** Writer: its thread has died; the process should end and be started again. */
  onFailure?: (error: unknown) => void;
};

export type EmbeddedLog = EventLog & {
  /** Reader: tells it that the writer has new records. */
  notify(topic: string, partition: number): void;
};

const defaultSegmentBytes = 256 << 20;
const defaultSegmentMs = 86_400_000;
const defaultTidyMs = 60_000;
/** A topic is rewritten once half of it is of no use: so it takes at most twice the room it needs, and is copied once for each doubling. */
const defaultCompaction: CompactionSettings = { share: 0.5, minAgeMs: 60_000, tombstoneMs: 86_400_000 };
/** One fsync for at most this much; bounds the wait of the next append. */
const groupBytes = 8 << 20;
/** How often a follower looks for itself. Who is told of new records looks in case that a word is lost. */
const alonePollMs = 100;
const notifiedPollMs = 1_000;
const standbyMs = 250;

/**
 * Opens the log of a data folder. Throws `LogError`: `locked` if another process writes it, `unavailable` if a reader
 * comes before the first writer, `corrupt`.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  const { dir } = options;
  const topics = options.topics ?? productTopics;
  const isWriter = options.role === 'writer';
  const manifest = isWriter ? ensureManifest(dir, topics) : readManifest(dir);
  const lock = isWriter ? lockForWriting(dir) : null;
  const followers = new Map<string, Set<Follower>>();
  const readers = new Map<string, TopicReader>();
  const closing = new AbortController();
  const isTold = isWriter || options.isNotified === true;
  const pollMs = isTold ? notifiedPollMs : alonePollMs;

  const wake = (topic: string, partition: number) => {
    for (const follower of followers.get(`${topic}/${partition}`) ?? []) follower.wake();
  };
  const client = isWriter
    ? await openAppendClient(
        {
          dir,
          manifest,
          topics,
          synchronous: options.synchronous ?? 'full',
          segmentBytes: options.segmentBytes ?? defaultSegmentBytes,
          segmentMs: options.segmentMs ?? defaultSegmentMs,
          groupBytes,
          tidyMs: options.tidyMs ?? defaultTidyMs,
          compaction: { ...defaultCompaction, ...options.compaction },
        },
        {
          onHigh(topic, partition, high) {
            options.onWatermark?.(topic, partition, BigInt(high));
            wake(topic, partition);
          },
          onAppend: options.onAppend,
          onUntidy: options.onUntidy,
          onFailure: options.onFailure,
        },
      ).catch((error: unknown) => {
        lock?.release();
        throw error;
      })
    : null;

  const readerOf = (topic: string): TopicReader => {
    if (closing.signal.aborted) throw new LogError('closed', 'the log was closed');
    const known = readers.get(topic);
    if (known !== undefined) return known;
    stateOf(topic);
    const reader = openTopicReader(dir, topic);
    readers.set(topic, reader);
    return reader;
  };
  const stateOf = (topic: string) => {
    const state = manifest.topics[topic];
    if (state === undefined) throw new LogError('unavailable', `the log has no topic ${topic}`);
    return state;
  };
  const partitionsOf = (topic: string) =>
    Array.from({ length: stateOf(topic).partitions }, (_, partition) => partition);

  const read = (topic: string, partition: number, from: bigint, limits: ReadLimits = {}): RecordBatch => {
    const reader = readerOf(topic);
    const { records, high } = reader.read(partition, Number(from), limits);
    return { topic, logId: stateOf(topic).logId, partition, records, highWatermark: BigInt(high) };
  };

  const followPartition = (
    topic: string,
    partition: number,
    from: bigint,
    onBatch: (batch: RecordBatch) => Promise<void>,
    onLost: (error: unknown) => void,
    limits: ReadLimits,
  ): Subscription => {
    const topicPartition = `${topic}/${partition}`;
    const follower = follow({
      from,
      read: (at) => read(topic, partition, at, limits),
      onBatch,
      onLost,
      pollMs,
      isTold,
    });
    followers.set(topicPartition, (followers.get(topicPartition) ?? new Set()).add(follower));
    return {
      async close() {
        followers.get(topicPartition)?.delete(follower);
        await follower.close();
      },
    };
  };

  const closeAll = async (subscriptions: readonly Subscription[]) => {
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
  };
  const open = new Set<Subscription>();
  const keep = (subscription: Subscription): Subscription => {
    open.add(subscription);
    return {
      async close() {
        open.delete(subscription);
        await subscription.close();
      },
    };
  };

  return {
    async describe(topic) {
      const ranges = readerOf(topic).ranges(partitionsOf(topic));
      return {
        logId: stateOf(topic).logId,
        retentionMs: stateOf(topic).retentionMs ?? null,
        partitions: ranges.map(({ partition, low, high, forgottenBelow }) => ({
          partition,
          low: BigInt(low),
          high: BigInt(high),
          ...(forgottenBelow === null ? {} : { forgottenBelow: BigInt(forgottenBelow) }),
        })),
      };
    },
    async append(topic, records) {
      if (client === null) throw new LogError('unavailable', 'this process reads the log; another one writes it');
      return client.append(topic, records);
    },
    async read(topic, partition, from, limits) {
      return read(topic, partition, from, limits);
    },
    notify: wake,
    async tail(topic, from, onBatch, { onLost = () => {}, ...limits } = {}) {
      const ranges = readerOf(topic).ranges(partitionsOf(topic));
      const parts = ranges.map(({ partition, low }) =>
        followPartition(topic, partition, from.get(partition) ?? BigInt(low), onBatch, onLost, limits),
      );
      return keep({ close: () => closeAll(parts) });
    },
    async joinGroup(group, names, handlers, { onLost = () => {}, ...limits } = {}) {
      // One member at a time owns all partitions of a group on this machine; others wait until its lock is free.
      const leaving = new AbortController();
      let parts: Subscription[] = [];
      let membership: ExclusiveLock | null = null;
      let isLost = false;
      const lose = (error: unknown) => {
        if (isLost) return;
        isLost = true;
        onLost(error);
      };
      const run = async () => {
        while (!leaving.signal.aborted && membership === null) {
          membership = tryLock(join(dir, `group-${group}.lock`));
          if (membership === null)
            await delay(standbyMs, undefined, { signal: leaving.signal, ref: false }).catch(() => {});
        }
        for (const topic of membership === null ? [] : names) {
          const partitions = partitionsOf(topic);
          const from = await handlers.onAssigned(topic, stateOf(topic).logId, partitions);
          if (leaving.signal.aborted) return;
          parts.push(
            ...[...from].map(([partition, offset]) =>
              followPartition(
                topic,
                partition,
                offset,
                (batch) =>
                  handlers.onBatch(batch, {
                    isOwned: () => !leaving.signal.aborted && !isLost,
                    heartbeat: async () => {},
                  }),
                lose,
                limits,
              ),
            ),
          );
        }
        if (membership !== null) handlers.onJoined?.();
      };
      const joining = run().catch(lose);
      return keep({
        async close() {
          leaving.abort();
          await joining;
          await closeAll(parts);
          parts = [];
          if (membership !== null) {
            for (const topic of names) await handlers.onRevoked(topic, partitionsOf(topic));
            (membership as ExclusiveLock).release();
            membership = null;
          }
        },
      });
    },
    async close() {
      if (closing.signal.aborted) return;
      await closeAll([...open]);
      closing.abort();
      for (const reader of readers.values()) reader.close();
      await client?.close();
      lock?.release();
    },
  };
}

function lockForWriting(dir: string): ExclusiveLock {
  const owner = join(dir, 'writer.pid');
  const lock = tryLock(join(dir, 'writer.lock'));
  if (lock === null) {
    throw new LogError(
      'locked',
      `process ${readOwner(owner)} writes the log in ${dir}: stop it first, or give this one another folder`,
    );
  }
  writeFileSync(owner, `${process.pid}\n`);
  return lock;
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '(unknown)';
  }
}
