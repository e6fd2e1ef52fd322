import type pg from 'pg';
import { createBasketShard } from '#domain/cooccurrence/basket-shard.ts';
import type { EventLog } from '#log/event-log.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { readEvents } from '#stores/events/read-events.ts';
import type { Database } from '#stores/postgres/database.ts';
import { writeBaskets } from '#stores/projections/write-baskets.ts';
import { readNeighbourhood } from './attribution/read-neighbourhood.ts';
import { foldCatalog } from './catalog/rebuild-catalog.ts';
import { beginOfLogs, refoldLogs, rowsOf } from './cooccurrence/basket-host.ts';
import { type ProjectionName, projections } from './index.ts';
import { createTenantCurrencies } from './tenant-currencies.ts';

export type RebuildOptions = {
  name: ProjectionName;
  database: Database;
  /** Only for `catalog`, which is rebuilt from its topic. */
  log: EventLog | null;
  onProgress?: (done: number) => void;
};
export type Rebuilt = { name: ProjectionName; version: number; events: number; seconds: number };

/** A partition of a log, and how far it is built. */
export type Place = { log: number; partition: number; next: bigint };
export type Target = Place & { target: bigint };

const chunkEvents = 5_000;
/** What may still be missing when the loader's offsets are locked: little, since everybody waits. */
const catchUpEvents = 2_000n;

const tablesOf: Readonly<Record<ProjectionName, readonly string[]>> = {
  analytics: ['analytics_daily', 'analytics_quarter_hourly'],
  attribution: ['revenue_attributions'],
  trending: ['trending_buckets'],
  cooccurrence: ['cooccurrences'],
  catalog: ['catalog_items'],
};

/** Events of these months are in archives only: a rebuild without them would take them out of the sums. */
export class MonthsArchived extends Error {
  readonly code = 'months_archived';
  readonly retryable = false;
  constructor(months: readonly string[]) {
    super(
      `${months.join(', ')}: archived, and not in table events. Rebuild with the archives, by \`recomengine rebuild\``,
    );
    this.name = 'MonthsArchived';
  }
}

/** Retention, or another who moves months, is at work: none may come or go while a rebuild reads them. */
export class RetentionAtWork extends Error {
  readonly code = 'retention_at_work';
  readonly retryable = true;
  constructor() {
    super('retention or a rebuild is at work on the months of table events: try again when it is done');
    this.name = 'RetentionAtWork';
  }
}

/**
 * Builds a projection again, from the events in the order of positions, into rows of the next version, while the live one serves. The swap is
 * one UPDATE under the locks of the loader's offsets, when both stand at the same position. An interrupted rebuild goes on
 * where it was. The version before stays for `rollBack`; older ones go. Throws `MonthsArchived`, `RetentionAtWork`.
 */
export async function rebuildProjection(options: RebuildOptions): Promise<Rebuilt> {
  if (options.name === 'catalog') return rebuild(options);
  const rebuilt = await withRetentionLock(options.database, 'shared', async () => {
    const missing = (await listArchived(options.database)).filter(({ isThere }) => !isThere);
    if (missing.length > 0) throw new MonthsArchived(missing.map(({ month }) => month.slice(0, 7)));
    return rebuild(options);
  });
  if (rebuilt === 'busy') throw new RetentionAtWork();
  return rebuilt;
}

async function rebuild({ name, database, log, onProgress }: RebuildOptions): Promise<Rebuilt> {
  const startedAt = performance.now();
  const version = await beginVersion(database, name);
  const fold =
    name === 'catalog'
      ? foldCatalog(log, database, version, chunkEvents)
      : name === 'cooccurrence'
        ? foldBaskets(version)
        : foldEvents(name, version);
  let events = 0;
  const group = name === 'catalog' ? 'catalog' : 'loader';
  for (let isSwapped = false; !isSwapped; ) {
    // Chunks, each a transaction with its position, until little is missing.
    for (const place of await withTargets(await readPlaces(database, name, version, group))) {
      let missing = place.target - place.next;
      while (missing > catchUpEvents) {
        const step = await database.transaction((client) => advanceOnce(client, place, place.target));
        if (step === 0) break;
        events += step;
        onProgress?.(events);
        missing = place.target - place.next;
      }
    }
    isSwapped = await database.transaction(async (client) => {
      const places = await withTargets(await lockPlaces(client, name, version, group));
      if (places.some(({ target, next }) => target - next > catchUpEvents * 2n)) return false;
      for (const place of places) {
        while (place.next < place.target) events += await advanceOnce(client, place, place.target);
      }
      await fold.finish?.(client, places);
      await swap(client, name, version);
      return true;
    });
  }
  await dropPurged(database, name, version);
  await dropOldVersions(database, name);
  return { name, version, events, seconds: (performance.now() - startedAt) / 1000 };

  async function withTargets(places: Target[]): Promise<Target[]> {
    for (const place of places) {
      const least = (await fold.targetAtLeast?.(place)) ?? 0n;
      if (least > place.target) place.target = least;
    }
    return places;
  }

  async function advanceOnce(client: pg.PoolClient, place: Place, target: bigint): Promise<number> {
    const { next, count } = await fold.apply(client, place, target);
    place.next = next;
    await client.query(
      `INSERT INTO projection_positions (name, version, log, partition, next_offset) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name, version, log, partition) DO UPDATE SET next_offset = excluded.next_offset`,
      [name, version, place.log, place.partition, next],
    );
    return count;
  }
}

/** Makes the version before the last swap live again. Throws where there is none. */
export async function rollBack(database: Database, name: ProjectionName): Promise<number> {
  const { rows } = await database.query<{ live_version: number }>(
    `UPDATE projections SET live_version = previous_version, previous_version = NULL, state = 'stale', stale_reason = 'rolled back: it does not follow new events until it is rebuilt', updated_at = now()
     WHERE name = $1 AND previous_version IS NOT NULL RETURNING live_version`,
    [name],
  );
  const version = rows[0]?.live_version;
  if (version === undefined) throw new Error(`${name} has no earlier version to go back to`);
  return version;
}

export type Fold = {
  /** Applies the next events of a place, at most up to `target`; answers where it stands then. */
  apply(client: pg.PoolClient, place: Place, target: bigint): Promise<{ next: bigint; count: number }>;
  /** Before this no state of the topic is whole: it is built up to here, though the group has not come so far. */
  targetAtLeast?(place: Place): Promise<bigint>;
  /** In the transaction of the swap. */
  finish?(client: pg.PoolClient, places: readonly Target[]): Promise<void>;
};

function foldEvents(name: ProjectionName, version: number): Fold {
  const projection = projections.find((candidate) => candidate.name === name);
  if (projection === undefined) throw new Error(`there is no projection ${name}`);
  const currencies = createTenantCurrencies();
  return {
    async apply(client, place, target) {
      const events = await readEvents(client, place.log, place.partition, place.next, target, chunkEvents);
      const last = events.at(-1);
      if (last === undefined) return { next: target, count: 0 };
      let neighbourhood: ReturnType<typeof readNeighbourhood> | null = null;
      await projection.apply(client, {
        version,
        log: place.log,
        partition: place.partition,
        events,
        neighbourhood: () => (neighbourhood ??= readNeighbourhood(client, place.log, place.partition, events)),
        currencyOf: (scope) => currencies.of(client, scope),
      });
      return { next: events.length < chunkEvents ? target : last.offset + 1n, count: events.length };
    },
  };
}

function foldBaskets(version: number): Fold {
  return {
    async apply(client, place, target) {
      const shard = createBasketShard();
      // The rows are of a partition, whichever log it was in: this one's stand in for those of the logs before it.
      await refoldLogs(client, beginOfLogs, { log: place.log, partition: place.partition, before: target }, shard);
      await client.query('DELETE FROM cooccurrences WHERE version = $1 AND partition = $2', [version, place.partition]);
      const rows = rowsOf(shard);
      await writeBaskets(
        client,
        { version, log: place.log, partition: place.partition, nextOffset: target },
        rows,
        shard.snapshot(),
      );
      return { next: target, count: rows.length };
    },
  };
}

async function beginVersion(database: Database, name: ProjectionName): Promise<number> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ live_version: number; building_version: number | null }>(
      'SELECT live_version, building_version FROM projections WHERE name = $1 FOR UPDATE',
      [name],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`there is no projection ${name}`);
    if (row.building_version !== null) return row.building_version;
    const { rows: used } = await client.query<{ version: number }>(
      `SELECT greatest($2::int, coalesce(max(version), 0)) + 1 AS version FROM projection_positions WHERE name = $1`,
      [name, row.live_version],
    );
    const version = used[0]?.version ?? row.live_version + 1;
    await client.query('UPDATE projections SET building_version = $2, updated_at = now() WHERE name = $1', [
      name,
      version,
    ]);
    return version;
  });
}

const placesSql = `
SELECT o.log, o.partition, coalesce(p.next_offset, 0) AS next, o.next_offset AS target
FROM consumer_offsets o LEFT JOIN projection_positions p ON p.name = $1 AND p.version = $2 AND p.log = o.log AND p.partition = o.partition
WHERE o.consumer_group = $3 ORDER BY o.log, o.partition`;

async function readPlaces(database: Database, name: string, version: number, group: string): Promise<Target[]> {
  return (await database.query<Target>(placesSql, [name, version, group])).rows;
}

/** The loader's batches wait at their compare-and-set from here to the commit. */
async function lockPlaces(client: pg.PoolClient, name: string, version: number, group: string): Promise<Target[]> {
  return (await client.query<Target>(`${placesSql} FOR UPDATE OF o`, [name, version, group])).rows;
}

async function swap(client: pg.PoolClient, name: ProjectionName, version: number): Promise<void> {
  await client.query(
    `UPDATE projections SET previous_version = live_version, live_version = $2, building_version = NULL, state = 'live', stale_reason = NULL, updated_at = now() WHERE name = $1`,
    [name, version],
  );
  await client.query('SELECT append_control($1, $2)', ['projection', name]);
}

/** What the log still says of purged tenants, until compaction has taken it: their products are tombstones by now, and rows again. */
async function dropPurged(database: Database, name: ProjectionName, version: number): Promise<void> {
  for (const table of tablesOf[name])
    await database.query(`DELETE FROM ${table} WHERE version = $1 AND scope IN (SELECT control_purged_scopes())`, [
      version,
    ]);
}

async function dropOldVersions(database: Database, name: ProjectionName): Promise<void> {
  for (const table of [...tablesOf[name], 'projection_positions']) {
    const condition = table === 'projection_positions' ? ' AND t.name = p.name' : '';
    await database.query(
      `DELETE FROM ${table} t USING projections p WHERE p.name = $1${condition} AND t.version < p.live_version AND t.version IS DISTINCT FROM p.previous_version`,
      [name],
    );
  }
}
