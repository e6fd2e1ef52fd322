import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveCatalog } from '#domain/catalog/live-catalog.ts';
import { cursorText } from '#domain/events/event-cursor.ts';
import type { EventsRecord } from '#domain/events/events-record.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { createPaper } from '#domain/memory/paper.ts';
import type { Steps } from '#domain/memory/steps.ts';
import type { Scope } from '#domain/scope.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import type { EventLog, LogRecord } from '#log/event-log.ts';
import { keepDoing } from '#runtime/keep-doing.ts';
import type { Logger } from '#runtime/logger.ts';
import { openHistoryThread } from './history-on-thread.ts';
import { type HostedShard, hostShard } from './hosted-shard.ts';
import { inTurns } from './in-turns.ts';
import { createHistoryLearner } from './learn-histories.ts';
import { createMemoryLimit } from './memory-limit.ts';
import { lagOf, openLiveCatalog, type TailLag } from './open-live-catalog.ts';
import { openParking } from './parking.ts';
import { createRecordReader } from './read-records.ts';
import { restoreShard } from './restore-shard.ts';
import { writeSnapshot } from './snapshot-files.ts';

/** The serving models: tails of topics `events` and `catalog`, in memory. They do not wait for Postgres and go on without it. */
export type LiveModels = {
  readonly catalog: LiveCatalog;
  /** What is known of the catalog of a scope, by its place in the log: the same text in every process means the same answers. */
  catalogPosition(scope: Scope): string;
  /** When the last change of that catalog came in, milliseconds; null if none has. */
  catalogChangedAtMs(scope: Scope): number | null;
  /**
   * What each partition knows of the scope, in partition order; those without events of it are left out. A use of the scope. A promise if
   * it is parked: its files are read first.
   */
  shardsOf(scope: Scope): ScopeInteractions[] | Promise<ScopeInteractions[]>;
  /** Forgets a scope that was purged, and writes it to no further snapshot. */
  drop(scope: Scope): Promise<void>;
  /** What the models take in memory, by estimate, at the last check. */
  sizeBytes(): number;
  /** Rises with every event of the scope that may change an answer. */
  version(scope: Scope): number;
  /** Where in the log of events they stand at this moment, as text of a cursor; its tag tells which log, and its number is 0. A question that is answered now knows what is before, and nothing else. */
  eventsPosition(): string;
  /** Where its tails stand; `describe` asks the log, unless whoever calls knows its answers already. */
  lag(describe?: EventLog['describe']): Promise<TailLag[]>;
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
  /** Memory of the models, beyond which the coldest scopes are parked on the disk; unlimited if it is left out. */
  memoryBytes?: number;
  /** A tail has ended by an error, or a parked scope cannot be brought back: the models stand still, and the process had better end. */
  onLost: (error: unknown) => void;
};

/** After a small batch the tail waits a little, so that the next one is larger: reading from the log costs as much as applying ten events. */
const gather = { ms: 10, untilRecords: 250 };
const defaultSnapshotEveryMs = 60_000;
/** How often it is looked whether snapshots are due, at most. */
const lookEveryMs = 1_000;
const memoryCheckEveryMs = 10_000;
const learnEveryMs = 100;
/** 64 MiB: snapshots are taken one after the other, and a shop of a million events has 14 MiB a partition. */
const mostPages = 256;

type Hosted = HostedShard & {
  /** Where in the log it stands; between the turns of a batch that is being applied, where that begins. */
  next: bigint;
  /** Of the batch that is being applied: behind which record it stands. */
  behind: bigint | null;
  /** The log's end when it was opened. */
  readonly highAtStart: bigint;
  snapshotNext: bigint;
  snapshotAtMs: number | null;
};

export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { log, logger, snapshotDir } = options;
  const events = await log.describe('events');
  const tag = hash('md5', events.logId).slice(0, 8);
  const closing = new AbortController();

  const hosting = { signal: closing.signal, onLost: options.onLost };
  const hosted = await Promise.all(
    events.partitions.map(async ({ partition, low, high }): Promise<Hosted> => {
      const parking = await openParking(snapshotDir, partition);
      const restored = restoreShard(snapshotDir, events.logId, partition);
      // A snapshot beyond the log's end is of a log that was cut behind our back; one before its begin would leave a gap.
      const isOfThisLog = restored !== null && restored.next <= high && restored.next >= low;
      const { shard, next } = isOfThisLog ? restored : { shard: createInteractionShard(), next: low };
      const place = {
        next,
        behind: null,
        highAtStart: high,
        snapshotNext: next,
        snapshotAtMs: isOfThisLog ? Date.now() : null,
      };
      return Object.assign(hostShard(shard, parking, hosting), place);
    }),
  );
  const shards = hosted.map(({ shard }) => shard);
  const thread = openHistoryThread();
  const learner = createHistoryLearner({
    shardsOf: (scope) =>
      shards.some((shard) => shard.isParked(scope)) ? undefined : shards.flatMap((shard) => shard.scope(scope) ?? []),
    copiesOf: async (scope) => {
      const copies = [];
      for (const host of hosted) copies.push((await host.copyHistories(scope)) ?? []);
      return copies.flat();
    },
    thread,
    clock: () => performance.now(),
  });
  const memory = createMemoryLimit(shards, options.memoryBytes ?? Number.POSITIVE_INFINITY, learner.sizeBytesOf);
  let sizeBytes = 0;

  const read = createRecordReader(logger);
  const live = await openLiveCatalog(options);
  const subscription = await log.tail(
    'events',
    new Map(hosted.map(({ next }, partition) => [partition, next])),
    async (batch) => {
      const host = hosted[batch.partition];
      if (host === undefined) return;
      const { offsets, decoded } = await inTurns(decodeEach(batch.records, read));
      const last = batch.records.at(-1);
      const then = () => {
        host.behind = null;
        if (last !== undefined) host.next = last.offset + 1n;
      };
      await host.apply(decoded, then, (count) => {
        host.behind = offsets[count - 1] ?? null;
      });
      if (batch.records.length < gather.untilRecords)
        await delay(gather.ms, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    },
    { onLost: options.onLost, maxRecords: 2_000 },
  );

  const paper = createPaper(mostPages);
  const write = async (host: Hosted, partition: number) => {
    if (host.next === host.snapshotNext) return;
    try {
      const { pages, at: next } = await host.snapshot(() => {
        host.snapshotNext = host.next;
        return host.next;
      }, paper);
      try {
        await writeSnapshot(snapshotDir, events.logId, partition, next, pages);
      } finally {
        paper.giveBack(pages);
      }
      host.snapshotAtMs = Date.now();
    } catch (error) {
      host.snapshotNext = -1n;
      logger.warn({ err: error, partition }, 'a snapshot of the models could not be written: it is tried again');
    }
  };
  const writeAll = async () => {
    for (const [partition, host] of hosted.entries()) await write(host, partition);
  };
  const unread = () =>
    hosted.reduce((sum, { next, highAtStart }) => sum + Number(next < highAtStart ? highAtStart - next : 0n), 0);
  const snapshotEveryMs = options.snapshotEveryMs ?? defaultSnapshotEveryMs;
  let isReadingUp = unread() > 0;
  let writtenAtMs = performance.now();
  const writeWhatIsDue = async () => {
    // What a start had to read is written down at once: a process that is killed again soon would read it once more.
    const hasReadUp = isReadingUp && unread() === 0;
    if (hasReadUp) isReadingUp = false;
    if (!hasReadUp && performance.now() - writtenAtMs < snapshotEveryMs) return;
    writtenAtMs = performance.now();
    await writeAll();
  };
  /** Parks what rests, one scope after the other, so that its bytes are not in memory twice for many at once. */
  const checkMemory = async () => {
    const { coldest, sizeBytes: taken } = memory.check(Date.now());
    sizeBytes = taken;
    let parked = 0;
    for (const scope of coldest) {
      const isParked = await Promise.all(hosted.map((host) => host.park(scope, () => memory.isUsed(scope))));
      if (isParked.some(Boolean)) parked += 1;
    }
    if (parked === 0) return;
    sizeBytes = memory.check(Date.now()).sizeBytes;
    logger.info({ parked, sizeBytes }, 'models of scopes that rest were parked on the disk');
  };
  const chores = [
    keepDoing(writeWhatIsDue, {
      everyMs: Math.min(snapshotEveryMs, lookEveryMs),
      onError: (error) => logger.warn({ err: error }, 'snapshots could not be written, and are tried again'),
    }),
    keepDoing(checkMemory, {
      everyMs: memoryCheckEveryMs,
      onError: (error) => logger.warn({ err: error }, 'models that rest could not be parked: they stay in memory'),
    }),
    keepDoing((signal) => learner.learn(signal), {
      everyMs: learnEveryMs,
      onError: (error) => logger.warn({ err: error }, 'histories could not be learnt, and are tried again'),
    }),
  ];

  return {
    catalog: live.catalog,
    // Without a content index a process gives other answers: the mark keeps them from being used again once it has one.
    catalogPosition: (scope) => `${live.position(scope)}${live.catalog.content(scope) === null ? ' unindexed' : ''}`,
    catalogChangedAtMs: live.changedAtMs,
    shardsOf(scope) {
      memory.use(scope);
      learner.ask(scope);
      const found = hosted.map((host) => host.scope(scope));
      if (found.some((one) => one instanceof Promise))
        return Promise.all(found).then((all) => all.flatMap((one) => one ?? []));
      return found.flatMap((one) => (one instanceof Promise ? [] : (one ?? [])));
    },
    async drop(scope) {
      for (const host of hosted) {
        // Forces a new snapshot without the scope, even if no event has come since the last one.
        if (await host.drop(scope)) host.snapshotNext = -1n;
      }
    },
    sizeBytes: () => sizeBytes,
    eventsPosition: () =>
      cursorText({ log: 0, tag, next: hosted.map(({ next, behind }) => (behind === null ? next : behind + 1n)) }),
    version: (scope) => shards.reduce((sum, shard) => sum + shard.version(scope), 0),
    async lag(describe = log.describe) {
      const { partitions } = await describe('events');
      const events = partitions.map(({ partition, high }) =>
        lagOf('events', partition, hosted[partition]?.next ?? 0n, high),
      );
      return [...events, ...(await live.lag(describe))];
    },
    unread,
    snapshotAgeSeconds() {
      const times = hosted.flatMap(({ snapshotAtMs }) => (snapshotAtMs === null ? [] : [snapshotAtMs]));
      return times.length === 0 ? null : (Date.now() - Math.min(...times)) / 1000;
    },
    async close() {
      closing.abort();
      await Promise.all(chores.map((chore) => chore.close()));
      await thread.close();
      await subscription.close();
      await live.close();
      await writeAll();
    },
  };
}

/** A step for each record: a batch that is decoded at once would hold up whoever asks while a process reads what the log has since its snapshots. */
function* decodeEach(
  records: readonly LogRecord[],
  read: ReturnType<typeof createRecordReader>,
): Steps<{ offsets: bigint[]; decoded: EventsRecord[] }> {
  const offsets: bigint[] = [];
  const decoded: EventsRecord[] = [];
  for (const { offset, value } of records) {
    const record = value === null ? undefined : read(() => decodeEventsRecord(value));
    if (record !== undefined) {
      offsets.push(offset);
      decoded.push(record);
    }
    yield;
  }
  return { offsets, decoded };
}
