import type { EventLog } from '#log/event-log.ts';
import type { Database } from '#stores/postgres/database.ts';
import { beginPurge, readDuePurges } from '#stores/purge/due-purges.ts';

/** A deleted tenant is purged this long after its deletion. */
export const purgeAfterMs = 30 * 86_400_000;
/** Tombstones of one append. */
const tombstonesPerAppend = 1_000;

/**
 * Begins the purge of each tenant that was deleted 30 days ago: a tombstone for every key of theirs on topic `catalog`, found on the topic
 * itself, so that what was refused or deleted goes too; once these are durable, Postgres may delete the rows. It may run again without harm. Returns
 * the ids of the tenants. Their events have left their topic long ago: their keys have not worked since.
 */
export async function putPurgesOnLog(
  { log, database }: { log: EventLog; database: Database },
  nowMs: number,
): Promise<string[]> {
  const due = await readDuePurges(database, new Date(nowMs - purgeAfterMs));
  if (due.length === 0) return [];
  const keys = await findKeys(log, new Set(due.flatMap(({ scopes }) => scopes)));
  for (let from = 0; from < keys.length; from += tombstonesPerAppend)
    await log.append(
      'catalog',
      keys.slice(from, from + tombstonesPerAppend).map((key) => ({ key, value: null })),
    );
  for (const { tenantId } of due) await beginPurge(database, tenantId);
  return due.map(({ tenantId }) => tenantId);
}

/** Returns the keys of topic `catalog` that belong to these scopes and whose last record is not a tombstone. */
async function findKeys(log: EventLog, scopes: ReadonlySet<number>): Promise<string[]> {
  const { partitions } = await log.describe('catalog');
  const keys = new Set<string>();
  for (const { partition, low, high } of partitions) {
    for (let at = low; at < high; ) {
      const { records } = await log.read('catalog', partition, at);
      const last = records.at(-1);
      if (last === undefined) break;
      for (const { key, value } of records) {
        if (!scopes.has(Number(key.slice(0, key.indexOf(':'))))) continue;
        if (value === null) keys.delete(key);
        else keys.add(key);
      }
      at = last.offset + 1n;
    }
  }
  return [...keys];
}
