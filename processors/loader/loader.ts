import type pg from 'pg';
import type { EventsRecord } from '#domain/events/events-record.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import type { LogRecord } from '#log/event-log.ts';
import { dropToldAgain } from '#stores/events/drop-told-again.ts';
import { type Erasure, eraseShopper } from '#stores/events/erase-shopper.ts';
import { mergeEvents, type PlacedEvent } from '#stores/events/merge-events.ts';
import { mergeExposures, type PlacedExposure } from '#stores/exposures/merge-exposures.ts';
import { nameStrategiesShown } from '#stores/exposures/name-strategies-shown.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { type CopyWriter, createCopyWriter } from '#stores/postgres/binary-copy.ts';
import { isConnectionLost, sqlStateOf } from '#stores/postgres/classify-error.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Months } from '#stores/postgres/months.ts';
import type { ProjectionTable } from '#stores/projections/projection-table.ts';
import { markStale, readLiveVersions } from '#stores/projections/versions.ts';
import type { Consumer } from '../consumer.ts';
import { createFoldBatch } from '../fold-batch.ts';
import type { Answered, InTransaction, MemoryFold, Projection, Run } from '../projection.ts';
import type { TenantCurrencies } from '../tenant-currencies.ts';

/** A projection threw. It is marked stale and has to be rebuilt; the batch is tried again without it. */
class ProjectionFailed extends Error {
  readonly code = 'projection_failed';
  readonly retryable = true;
  readonly projection: string;
  constructor(projection: string, cause: unknown) {
    super(`projection ${projection} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ProjectionFailed';
    this.projection = projection;
  }
}

/** Well within the 2 s after which an event must be readable. A transaction costs as much as 50 events by itself, so while many come they are fewer. */
const gather = { everyMs: 400, busyFromRecords: 200, busyEveryMs: 800, untilRecords: 5_000 };
/** A month was archived after the batch had asked whether it is open. The next try asks again, and refuses the events of that month. */
class MonthClosed extends Error {
  readonly code = 'month_closed';
  readonly retryable = true;
  constructor(cause: unknown) {
    super('a month of the batch was archived meanwhile', { cause });
    this.name = 'MonthClosed';
  }
}

/** undefined_table, and insufficient_privilege where the month was put back for a rebuild. */
const closedMonth = ['42P01', '42501'];

export type LoaderDeps = {
  database: Database;
  months: Months;
  /** Those that fold in its transaction, in this order. */
  projections: readonly (Pick<Projection, 'name'> & { follows: InTransaction })[];
  /** Those that fold after its commit. */
  memory: readonly MemoryFold[];
  /** The tables of all projections: an erasure renames the shopper in them. */
  tables: readonly ProjectionTable[];
  currencies: TenantCurrencies;
  /** Called when a partition was claimed, before anything is folded. */
  register(): Promise<void>;
};

/** Group `loader` on topic `events`: writes table `events` and every projection that folds in its transaction, one transaction a batch. */
export function createLoader(deps: LoaderDeps): Consumer<EventsRecord> {
  /** A writer for each partition: partitions are loaded at the same time, and the bytes of a writer are in use until its COPY has ended. */
  const writers = new Map<number, CopyWriter>();
  const writerOf = (partition: number): CopyWriter => {
    const known = writers.get(partition) ?? createCopyWriter();
    writers.set(partition, known);
    return known;
  };

  const project = async (
    client: pg.PoolClient,
    claim: Claim,
    events: readonly PlacedEvent[],
    exposures: readonly PlacedExposure[],
  ): Promise<void> => {
    if (events.length === 0 && exposures.length === 0) return;
    const live = await readLiveVersions(client);
    const batch = createFoldBatch(client, claim, events, async () => exposures.map(toAnswered), deps.currencies);
    for (const { name, follows } of deps.projections) {
      const version = live.get(name);
      if (version === undefined) continue;
      try {
        await follows.apply(client, { ...batch, version });
      } catch (error) {
        if (isConnectionLost(error) || isTransient(error)) throw error;
        await markStale(deps.database, name, error instanceof Error ? error.message : String(error));
        throw new ProjectionFailed(name, error);
      }
    }
  };

  return {
    group: 'loader',
    topic: 'events',
    isCompacted: false,
    gather,
    decode(record) {
      if (record.value === null)
        return { ok: false, reason: 'undecodable', detail: 'a tombstone has no meaning on this topic' };
      try {
        return { ok: true, item: decodeEventsRecord(record.value) };
      } catch (error) {
        return { ok: false, reason: 'undecodable', detail: error instanceof Error ? error.message : String(error) };
      }
    },
    async prepare(items) {
      await deps.months.ensure(eventTimes(items));
      return items
        .filter(({ item }) => item.kind === 'event' && !deps.months.isOpen(item.event.timestampMs))
        .map(({ record }) => ({
          record,
          reason: 'archived_month',
          detail: 'the month of this event was archived and takes no further events',
        }));
    },
    async apply(client, claim, items) {
      const runs: Run[] = [];
      for (const run of cutAtErasures(claim, items)) {
        const exposures = await mergeExposures(client, claim.log, claim.partition, run.exposures);
        const once = await dropToldAgain(client, claim.log, claim.partition, distinct(run.events));
        const named = await nameStrategiesShown(client, claim.log, once);
        const events = await mergeEvents(client, writerOf(claim.partition), claim.log, claim.partition, named).catch(
          (error: unknown) => {
            if (!closedMonth.includes(sqlStateOf(error) ?? '')) throw error;
            deps.months.forget();
            throw new MonthClosed(error);
          },
        );
        await project(client, claim, events, exposures);
        if (run.erased === null) runs.push({ events, erased: null });
        else {
          const { scope, userId } = run.erased;
          const pseudonym = await eraseShopper(client, run.erased, deps.tables);
          runs.push({ events, erased: { scope, userId, pseudonym } });
        }
      }
      return () => {
        for (const held of deps.memory) held.fold(claim, runs);
      };
    },
    async assigned(claim) {
      await deps.register();
      for (const held of deps.memory) await held.load(claim);
    },
    async revoked() {
      for (const held of deps.memory) await held.checkpoint();
    },
  };
}

const toAnswered = ({ exposure: { scope, userId, servedAtMs, arm } }: PlacedExposure): Answered => ({
  scope,
  userId,
  fromMs: servedAtMs,
  toMs: servedAtMs,
  isByArm: arm !== null,
});

type LoadedRun = { events: PlacedEvent[]; exposures: PlacedExposure[]; erased: Erasure | null };

/** Cuts a batch behind each erasure, since an erasure concerns the records before it and none behind it. */
function cutAtErasures(
  { log, partition }: Claim,
  items: readonly { record: LogRecord; item: EventsRecord }[],
): LoadedRun[] {
  const runs: LoadedRun[] = [];
  let events: PlacedEvent[] = [];
  let exposures: PlacedExposure[] = [];
  for (const { record, item } of items) {
    if (item.kind === 'event') events.push({ offset: record.offset, event: item.event });
    else if (item.kind === 'exposure') exposures.push({ offset: record.offset, exposure: item.exposure });
    else {
      const { scope, userId } = item.erased;
      const erased = { log, partition, offset: record.offset, key: record.key, scope, userId };
      runs.push({ events, exposures, erased });
      events = [];
      exposures = [];
    }
  }
  return [...runs, { events, exposures, erased: null }];
}

/** Keeps of several events with one id the one with the lowest offset. */
function distinct(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  const seen = new Set<string>();
  const first = events.filter(({ event }) => seen.size !== seen.add(event.id.toString('latin1')).size);
  return first.length === events.length ? events : first;
}

function* eventTimes(items: readonly { item: EventsRecord }[]): Iterable<number> {
  for (const { item } of items) if (item.kind === 'event') yield (item.event satisfies ShopEvent).timestampMs;
}

/** Serialization failures, deadlocks, lock timeouts, cancelled statements, no room on the disk or in memory (class 53), a disk that fails (class 58): another try may succeed. */
function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return ['40001', '40P01', '55P03', '57014'].includes(state) || /^5[38]/.test(state);
}
