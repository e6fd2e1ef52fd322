import type pg from 'pg';

/** A partition of a log: the offset up to which a version is built (`next`), and the offset that the group has reached in the live one (`target`). */
export type BuildPosition = { log: number; partition: number; next: bigint; target: bigint };

const positionsSql = `
SELECT o.log, o.partition, coalesce(p.next_offset, 0) AS next, o.next_offset AS target
FROM consumer_offsets o LEFT JOIN projection_positions p ON p.name = $1 AND p.version = $2 AND p.log = o.log AND p.partition = o.partition
WHERE o.consumer_group = $3 ORDER BY o.log, o.partition`;

/** Returns every partition that the group has read; those of earlier logs first. */
export async function readBuildPositions(
  client: pg.PoolClient,
  name: string,
  version: number,
  group: string,
): Promise<BuildPosition[]> {
  return (await client.query<BuildPosition>(positionsSql, [name, version, group])).rows;
}

/** The same, and it locks the group's offsets: the group's batches wait at their compare-and-set until the end of this transaction. */
export async function lockBuildPositions(
  client: pg.PoolClient,
  name: string,
  version: number,
  group: string,
): Promise<BuildPosition[]> {
  return (await client.query<BuildPosition>(`${positionsSql} FOR UPDATE OF o`, [name, version, group])).rows;
}

/** Stores how far a version is built in a partition, in the transaction that wrote its rows. */
export async function moveBuildPosition(
  client: pg.PoolClient,
  name: string,
  version: number,
  { log, partition, next }: Omit<BuildPosition, 'target'>,
): Promise<void> {
  await client.query(
    `INSERT INTO projection_positions (name, version, log, partition, next_offset) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name, version, log, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [name, version, log, partition, next],
  );
}
