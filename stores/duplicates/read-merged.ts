import type { Database } from '../postgres/database.ts';

/** How far a log is merged into the tables. */
export type Merged = {
  /** The next offset to merge, by partition, the lowest of all groups; empty if nothing was merged. */
  nextOffsets: ReadonlyMap<number, bigint>;
  /** True if no other log of this topic was ever read: all that is in the tables is, or was, in this log. */
  isOnlyLog: boolean;
};

const offsetsSql = `
SELECT o.partition, min(o.next_offset) AS next_offset
FROM consumer_offsets o JOIN logs l USING (log)
WHERE o.topic = $1 AND l.log_id = $2
GROUP BY o.partition`;

const otherLogsSql = 'SELECT EXISTS (SELECT FROM logs WHERE topic = $1 AND log_id <> $2) AS "exists"';

/** Returns how far this log is merged. Throws `DatabaseUnavailable`. */
export async function readMerged(database: Database, topic: string, logId: string): Promise<Merged> {
  const offsets = await database.query<{ partition: number; next_offset: bigint }>(offsetsSql, [topic, logId]);
  const others = await database.query<{ exists: boolean }>(otherLogsSql, [topic, logId]);
  return {
    nextOffsets: new Map(offsets.rows.map(({ partition, next_offset }) => [partition, next_offset])),
    isOnlyLog: others.rows[0]?.exists === false,
  };
}
