import type pg from 'pg';
import { decodeCatalogRecord } from '#log/catalog-record.ts';
import type { EventLog } from '#log/event-log.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { Fold, FoldOptions, PartitionBuild } from '../projection.ts';
import { writeCatalog } from './write-catalog.ts';

const chunkRecords = 5_000;

/** Builds a version of the catalog from its topic. The records of earlier logs cannot be read any more, so they are passed over. */
export function foldLog({ version, database, log }: FoldOptions): Fold {
  if (log === null) throw new Error('the catalog is rebuilt from the log, which is not open');
  let current: number | undefined;
  const isCurrent = async (build: PartitionBuild): Promise<boolean> => {
    current ??= await numberOf(database, log);
    return build.log === current;
  };
  return {
    async apply(client, build) {
      const { partition, next, target } = build;
      if (!(await isCurrent(build))) return { next: target, count: 0 };
      const state = await log.describe('catalog');
      const low = state.partitions[partition]?.low ?? 0n;
      const { records } = await log.read('catalog', partition, next < low ? low : next, { maxRecords: chunkRecords });
      const due = records.filter(({ offset }) => offset < target);
      const changes = due.flatMap((record) => {
        try {
          return [{ offset: record.offset, change: decodeCatalogRecord(record) }];
        } catch {
          // The consumer has made it a dead letter already.
          return [];
        }
      });
      if (changes.length > 0) await writeCatalog(client, version, build, changes);
      const last = due.at(-1);
      return { next: last === undefined ? target : last.offset + 1n, count: changes.length };
    },
    async targetAtLeast(build) {
      const { partitions } = await log.describe('catalog');
      return (await isCurrent(build)) ? (partitions[build.partition]?.forgottenBelow ?? 0n) : 0n;
    },
    async finish(client, builds) {
      await keepCreationTimes(client, version);
      // A group that has missed deletions goes on behind them. Its next compare-and-set fails, and it claims the partition again.
      for (const { log: number, partition, target } of builds)
        await client.query(
          `UPDATE consumer_offsets SET next_offset = $3, last_record_hash = NULL, updated_at = now()
           WHERE consumer_group = 'catalog' AND log = $1 AND partition = $2 AND next_offset < $3`,
          [number, partition, target],
        );
    },
  };
}

async function numberOf(database: Database, log: EventLog): Promise<number | undefined> {
  const { logId } = await log.describe('catalog');
  const { rows } = await database.query<{ log: number }>(
    `SELECT log FROM logs WHERE topic = 'catalog' AND log_id = $1`,
    [logId],
  );
  return rows[0]?.log;
}

/**
 * Takes creation times from the live version: if compaction has left only the newest change of a product, the log cannot tell when it was
 * created.
 */
async function keepCreationTimes(client: pg.PoolClient, version: number): Promise<void> {
  await client.query(
    `UPDATE catalog_items n SET created_at = o.created_at
     FROM catalog_items o JOIN projections p ON p.name = 'catalog' AND p.live_version = o.version
     WHERE n.version = $1 AND o.scope = n.scope AND o.product_id = n.product_id AND NOT o.deleted AND o.created_at < n.created_at`,
    [version],
  );
}
