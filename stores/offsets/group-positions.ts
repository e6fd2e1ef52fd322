import type pg from 'pg';
import type { Database } from '../postgres/database.ts';

/** Where a consumer group stands in one partition of one log. */
export type GroupPosition = {
  group: string;
  topic: string;
  log: number;
  logId: string;
  partition: number;
  epoch: bigint;
  next: bigint;
  lastRecordHash: Buffer | null;
  updatedAt: Date;
};

/** Returns the positions of every group, in former logs too. */
export async function listPositions(database: Database): Promise<GroupPosition[]> {
  const { rows } = await database.query<GroupPosition>(
    `SELECT consumer_group AS "group", o.topic, log, log_id AS "logId", partition, epoch, next_offset AS next,
            last_record_hash AS "lastRecordHash", updated_at AS "updatedAt"
     FROM consumer_offsets o JOIN logs USING (log) ORDER BY consumer_group, o.topic, log, partition`,
  );
  return rows;
}

/** Sets a group's position behind this many records of each partition of a log, whatever the group has read. */
export async function setPositions(
  client: pg.PoolClient,
  { group, topic, log }: { group: string; topic: string; log: number },
  partitions: readonly { partition: number; records: number | bigint; lastRecordHash: Buffer | null }[],
): Promise<void> {
  await client.query(
    `INSERT INTO consumer_offsets (consumer_group, topic, log, partition, next_offset, last_record_hash)
     SELECT $1, $2, $3, * FROM unnest($4::smallint[], $5::bigint[], $6::bytea[])
     ON CONFLICT (consumer_group, topic, log, partition) DO UPDATE
     SET next_offset = excluded.next_offset, last_record_hash = excluded.last_record_hash, updated_at = now()`,
    [
      group,
      topic,
      log,
      partitions.map(({ partition }) => partition),
      partitions.map(({ records }) => records),
      partitions.map(({ lastRecordHash }) => lastRecordHash),
    ],
  );
}
