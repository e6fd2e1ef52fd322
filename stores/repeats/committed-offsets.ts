import type { Database } from '../postgres/database.ts';

const sql = `
SELECT o.partition, min(o.next_offset) AS next_offset
FROM consumer_offsets o JOIN logs l USING (log)
WHERE o.topic = $1 AND l.log_id = $2
GROUP BY o.partition`;

/**
 * Up to where each partition of this log is merged into its tables: the next offset, by partition; none where nothing was.
 * The lowest of all groups. Throws `DatabaseUnavailable`.
 */
export async function readCommittedOffsets(
  database: Database,
  topic: string,
  logId: string,
): Promise<ReadonlyMap<number, bigint>> {
  const { rows } = await database.query<{ partition: number; next_offset: bigint }>(sql, [topic, logId]);
  return new Map(rows.map(({ partition, next_offset }) => [partition, next_offset]));
}
