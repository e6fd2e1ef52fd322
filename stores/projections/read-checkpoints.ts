import type pg from 'pg';

/** Returns the newest checkpoint of the live version of each partition: the log, and the offset up to which its rows are written. */
export async function readCheckpoints(
  client: pg.PoolClient,
  name: string,
): Promise<ReadonlyMap<number, { log: number; next: bigint }>> {
  const { rows } = await client.query<{ partition: number; log: number; next: bigint }>(
    `SELECT DISTINCT ON (s.partition) s.partition, s.log, s.next_offset AS next
     FROM model_snapshots s JOIN projections p ON p.name = s.model AND p.live_version = s.version WHERE s.model = $1 ORDER BY s.partition, s.log DESC`,
    [name],
  );
  return new Map(rows.map(({ partition, log, next }) => [partition, { log, next }]));
}
