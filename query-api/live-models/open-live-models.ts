import { setTimeout as delay } from 'node:timers/promises';
import type { LiveCatalog } from '#domain/catalog/live-catalog.ts';
import { createInteractionShard, type InteractionShard, type Parking } from '#domain/interactions/interaction-shard.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import type { Scope } from '#domain/scope.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import { inTurns } from './in-turns.ts';
import { lagOf, openLiveCatalog, type TailLag } from './open-live-catalog.ts';
import { createMemoryLimit, openParking } from './parking.ts';
import { createRecordReader } from './read-records.ts';
import { readSnapshot, writeSnapshot } from './snapshot-files.ts';

/** The serving models: tails of topics `events` and `catalog`, in memory. They do not wait for Postgres and go on without it. */
export type LiveModels = {
  readonly catalog: LiveCatalog;
  /** What is known of the catalog of a scope, by its place in the log: the same text in every process means the same answers. */
  catalogPosition(scope: Scope): string;
  /** What each partition knows of the scope, in partition order; those without events of it are left out. A use of the scope. */
  shardsOf(scope: Scope): ScopeInteractions[];
  /** Forgets a scope that was purged, and writes it to no further snapshot. */
  drop(scope: Scope): Promise<void>;
  /** What the models take in memory, by estimate, at the last check. */
  sizeBytes(): number;
  /** Rises with every event of the scope that may change an answer. */
  version(scope: Scope): number;
  lag(): Promise<TailLag[]>;
  /** Of the events that the log held when they were opened, how many are not in them yet. */
  unread(): number;
  /** Age of the oldest snapshot, seconds; null before the first. */
  snapshotAgeSeconds(): number | null;
  close(): Promise<void>;
};

export type LiveModelsOptions = {
  log: EventLog;
  snapshotDir: string;
  logger: Logger;
  snapshotEveryMs?: number;
  /** Memory of the models, beyond which the coldest scopes are parked on the disk; unlimited where it is left out. */
  memoryBytes?: number;
  /** A tail has ended by an error: the models stand still, and the process had better end. */
  onLost: (error: unknown) => void;
};

/** After a small batch the next is left to grow: a look at the log costs as much as ten events. */
const gather = { ms: 10, untilRecords: 250 };
const defaultSnapshotEveryMs = 60_000;
const memoryCheckMs = 10_000;

type Hosted = {
  shard: InteractionShard;
  next: bigint;
  /** The log's end when it was opened. */
  readonly highAtStart: bigint;
  snapshotNext: bigint;
  snapshotAtMs: number | null;
  /** Resolves when whoever writes its snapshot lets it change again. */
  free: Promise<unknown>;
};

export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { log, logger, snapshotDir } = options;
  const events = await log.describe('events');
  const closing = new AbortController();

  const free = Promise.resolve();
  const hosted: Hosted[] = events.partitions.map(({ partition, low, high }) => {
    const parking = openParking(snapshotDir, partition);
    const restored = restore(snapshotDir, events.logId, partition, parking);
    const start = { highAtStart: high, free };
    // A snapshot beyond the log's end is of a log that was cut behind our back; one before its begin would leave a gap.
    if (restored === null || restored.next > high || restored.next < low)
      return { shard: createInteractionShard({ parking }), next: low, snapshotNext: low, snapshotAtMs: null, ...start };
    const { shard, next } = restored;
    return { shard, next, snapshotNext: next, snapshotAtMs: Date.now(), ...start };
  });
  const shards = hosted.map(({ shard }) => shard);
  const memory = createMemoryLimit(shards, options.memoryBytes ?? Number.POSITIVE_INFINITY);
  let sizeBytes = 0;

  const read = createRecordReader(logger);
  const live = await openLiveCatalog(options);
  const subscription = await log.tail(
    'events',
    new Map(hosted.map(({ next }, partition) => [partition, next])),
    async (batch) => {
      const host = hosted[batch.partition];
      if (host === undefined) return;
      await host.free;
      for (const record of batch.records) {
        read(() => {
          if (record.value === null) return;
          const decoded = decodeEventsRecord(record.value);
          if (decoded.kind === 'event') host.shard.apply(decoded.event);
          else host.shard.eraseShopper(decoded.erased.scope, decoded.erased.userId);
        });
      }
      const last = batch.records.at(-1);
      if (last !== undefined) host.next = last.offset + 1n;
      if (batch.records.length < gather.untilRecords)
        await delay(gather.ms, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    },
    { onLost: options.onLost, maxRecords: 2_000 },
  );

  const writeAll = async () => {
    for (const [partition, host] of hosted.entries()) {
      if (host.next === host.snapshotNext) continue;
      const next = host.next;
      host.snapshotNext = next;
      const taking = inTurns(host.shard.snapshotSteps());
      host.free = taking.catch(() => {});
      try {
        await writeSnapshot(snapshotDir, events.logId, partition, next, await taking);
      } catch (error) {
        host.snapshotNext = -1n;
        throw error;
      }
      host.snapshotAtMs = Date.now();
    }
  };
  const every = async (ms: number, work: () => Promise<void>) => {
    while (!closing.signal.aborted) {
      await delay(ms, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      if (!closing.signal.aborted)
        await work().catch((error: unknown) =>
          logger.warn({ err: error }, 'snapshots of the models could not be written'),
        );
    }
  };
  const chores = [
    every(options.snapshotEveryMs ?? defaultSnapshotEveryMs, writeAll),
    every(memoryCheckMs, async () => {
      await Promise.all(hosted.map((host) => host.free));
      const { parked, sizeBytes: left } = memory.check(Date.now());
      sizeBytes = left;
      if (parked > 0) logger.info({ parked, sizeBytes }, 'models of scopes that rest were parked on the disk');
    }),
  ];

  return {
    catalog: live.catalog,
    // Whoever has no index of the contents yet answers otherwise, and its answers are not taken for those of later.
    catalogPosition: (scope) => `${live.position(scope)}${live.catalog.content(scope) === null ? ' unindexed' : ''}`,
    shardsOf(scope) {
      memory.use(scope);
      return shards.flatMap((shard) => shard.scope(scope) ?? []);
    },
    async drop(scope) {
      for (const host of hosted) {
        await host.free;
        // Also of the next snapshot, though nothing else may have happened since the last.
        if (host.shard.drop(scope)) host.snapshotNext = -1n;
      }
    },
    sizeBytes: () => sizeBytes,
    version: (scope) => shards.reduce((sum, shard) => sum + shard.version(scope), 0),
    async lag() {
      const { partitions } = await log.describe('events');
      const events = partitions.map(({ partition, high }) =>
        lagOf('events', partition, hosted[partition]?.next ?? 0n, high),
      );
      return [...events, ...(await live.lag())];
    },
    unread: () =>
      hosted.reduce((sum, { next, highAtStart }) => sum + Number(next < highAtStart ? highAtStart - next : 0n), 0),
    snapshotAgeSeconds() {
      const times = hosted.flatMap(({ snapshotAtMs }) => (snapshotAtMs === null ? [] : [snapshotAtMs]));
      return times.length === 0 ? null : (Date.now() - Math.min(...times)) / 1000;
    },
    async close() {
      closing.abort();
      await Promise.all(chores);
      await subscription.close();
      await live.close();
      await writeAll();
    },
  };
}

function restore(
  dir: string,
  logId: string,
  partition: number,
  parking: Parking,
): { shard: InteractionShard; next: bigint } | null {
  const found = readSnapshot(dir, logId, partition);
  if (found === null) return null;
  try {
    return { shard: createInteractionShard({ from: found.body, parking }), next: found.nextOffset };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
