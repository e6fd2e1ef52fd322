import { setTimeout as delay } from 'node:timers/promises';
import { createLiveCatalog, type LiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { Scope } from '#domain/scope.ts';
import { createInteractionShard, type InteractionShard } from '#domain/strategies/interaction-shard.ts';
import { decodeCatalogChange, decodeEventsRecord } from '#log/codec.ts';
import type { EventLog, LogRecord, Subscription } from '#log/event-log.ts';
import type { Logger } from '#runtime/logger.ts';
import { readSnapshot, writeSnapshot } from './snapshot-files.ts';

export type ModelLag = { topic: string; partition: number; position: bigint; lag: number };

/** The serving models: tails of topics `events` and `catalog`, in memory. They do not wait for Postgres and go on without it. */
export type LiveModels = {
  readonly catalog: LiveCatalog;
  /** In partition order. */
  readonly shards: readonly InteractionShard[];
  /** Rises with every event of the scope that may change an answer. */
  version(scope: Scope): number;
  lag(): Promise<ModelLag[]>;
  /** Age of the oldest snapshot, seconds; null before the first. */
  snapshotAgeSeconds(): number | null;
  close(): Promise<void>;
};

export type LiveModelsOptions = {
  log: EventLog;
  snapshotDir: string;
  logger: Logger;
  snapshotEveryMs?: number;
  /** A tail has ended by an error: the models stand still, and the process had better end. */
  onLost: (error: unknown) => void;
};

/** After a small batch the next is left to grow: a look at the log costs as much as ten events. */
const gather = { ms: 10, untilRecords: 250 };
const defaultSnapshotEveryMs = 60_000;

type Hosted = { shard: InteractionShard; next: bigint; snapshotNext: bigint; snapshotAtMs: number | null };

export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { log, logger, snapshotDir } = options;
  const catalog = createLiveCatalog();
  const events = await log.describe('events');
  const catalogState = await log.describe('catalog');
  const catalogNext = new Map(catalogState.partitions.map(({ partition, low }) => [partition, low]));
  const closing = new AbortController();
  let skipped = 0;

  const hosted: Hosted[] = events.partitions.map(({ partition, low, high }) => {
    const restored = readSnapshot(snapshotDir, events.logId, partition);
    // A snapshot beyond the log's end is of a log that was cut behind our back; one before its begin would leave a gap.
    if (restored === null || restored.nextOffset > high || restored.nextOffset < low)
      return { shard: createInteractionShard(), next: low, snapshotNext: low, snapshotAtMs: null };
    return {
      shard: createInteractionShard(restored.body),
      next: restored.nextOffset,
      snapshotNext: restored.nextOffset,
      snapshotAtMs: Date.now(),
    };
  });

  const attempt = (record: LogRecord, apply: (value: Buffer) => void) => {
    if (record.value === null) return;
    try {
      apply(record.value);
    } catch (error) {
      // The loader makes a dead letter of it; here it is passed over.
      skipped += 1;
      if (skipped === 1) logger.warn({ err: error }, 'a record of the log cannot be decoded: the models pass it over');
    }
  };

  const subscriptions: Subscription[] = [
    await log.tail(
      'catalog',
      catalogNext,
      async (batch) => {
        for (const record of batch.records) attempt(record, (value) => catalog.apply(decodeCatalogChange(value)));
        const last = batch.records.at(-1);
        if (last !== undefined) catalogNext.set(batch.partition, last.offset + 1n);
      },
      { onLost: options.onLost },
    ),
    await log.tail(
      'events',
      new Map(hosted.map(({ next }, partition) => [partition, next])),
      async (batch) => {
        const host = hosted[batch.partition];
        if (host === undefined) return;
        for (const record of batch.records) {
          attempt(record, (value) => {
            const decoded = decodeEventsRecord(value);
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
    ),
  ];

  const writeAll = async () => {
    for (const [partition, host] of hosted.entries()) {
      if (host.next === host.snapshotNext) continue;
      const next = host.next;
      writeSnapshot(snapshotDir, events.logId, partition, next, host.shard.snapshot());
      host.snapshotNext = next;
      host.snapshotAtMs = Date.now();
      // One shard at a time, and everybody else between two.
      await new Promise(setImmediate);
    }
  };
  const snapshotting = (async () => {
    while (!closing.signal.aborted) {
      await delay(options.snapshotEveryMs ?? defaultSnapshotEveryMs, undefined, {
        signal: closing.signal,
        ref: false,
      }).catch(() => {});
      if (!closing.signal.aborted)
        await writeAll().catch((error: unknown) =>
          logger.warn({ err: error }, 'a snapshot of the models was not written'),
        );
    }
  })();

  return {
    catalog,
    shards: hosted.map(({ shard }) => shard),
    version: (scope) => hosted.reduce((sum, { shard }) => sum + shard.version(scope), 0),
    async lag() {
      const [now, catalogNow] = [await log.describe('events'), await log.describe('catalog')];
      const behind = (position: bigint, high: bigint) => Number(high > position ? high - position : 0n);
      return [
        ...now.partitions.map(({ partition, high }) => ({
          topic: 'events',
          partition,
          position: hosted[partition]?.next ?? 0n,
          lag: behind(hosted[partition]?.next ?? 0n, high),
        })),
        ...catalogNow.partitions.map(({ partition, high }) => ({
          topic: 'catalog',
          partition,
          position: catalogNext.get(partition) ?? 0n,
          lag: behind(catalogNext.get(partition) ?? 0n, high),
        })),
      ];
    },
    snapshotAgeSeconds() {
      const times = hosted.flatMap(({ snapshotAtMs }) => (snapshotAtMs === null ? [] : [snapshotAtMs]));
      return times.length === 0 ? null : (Date.now() - Math.min(...times)) / 1000;
    },
    async close() {
      closing.abort();
      await snapshotting;
      for (const subscription of subscriptions) await subscription.close();
      await writeAll();
    },
  };
}
