import type pg from 'pg';
import type { Database } from '../postgres/database.ts';

/** A process owns one partition of one log for a group: `epoch` says that it is the owner, `nextOffset` how far the group has come. */
export type Claim = {
  log: number;
  partition: number;
  epoch: bigint;
  nextOffset: bigint;
  lastRecordHash: Buffer | null;
};

/** Another process has claimed the partition meanwhile. The caller must roll back its work. */
export class FenceLost extends Error {
  readonly code = 'fence_lost';
  readonly retryable = false;
  constructor(group: string, partition: number) {
    super(`${group}, partition ${partition}: another owner has claimed it`);
    this.name = 'FenceLost';
  }
}

/** Returns the small number of a log in our tables. A log gets it when it is first seen; later logs have higher ones. */
export async function registerLog(
  database: Pick<Database, 'query'> | pg.PoolClient,
  topic: string,
  logId: string,
  partitions: number,
): Promise<number> {
  const { rows } = await (database as Pick<Database, 'query'>).query<{ log: number }>(
    `INSERT INTO logs (topic, log_id, partitions) VALUES ($1, $2, $3)
     ON CONFLICT (topic, log_id) DO UPDATE SET partitions = logs.partitions RETURNING log`,
    [topic, logId, partitions],
  );
  const log = rows[0]?.log;
  if (log === undefined) throw new Error('logs gave no number');
  return log;
}

/** Makes the caller the owner: raises the epoch and returns the position in one statement, so that a former owner is refused from then on. */
export async function claimPartition(
  database: Database,
  group: string,
  topic: string,
  log: number,
  partition: number,
): Promise<Claim> {
  const { rows } = await database.query<{ epoch: bigint; next_offset: bigint; last_record_hash: Buffer | null }>(
    `INSERT INTO consumer_offsets AS o (consumer_group, topic, log, partition, epoch) VALUES ($1, $2, $3, $4, 1)
     ON CONFLICT (consumer_group, topic, log, partition) DO UPDATE SET epoch = o.epoch + 1, updated_at = now()
     RETURNING epoch, next_offset, last_record_hash`,
    [group, topic, log, partition],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('consumer_offsets gave no row');
  return { log, partition, epoch: row.epoch, nextOffset: row.next_offset, lastRecordHash: row.last_record_hash };
}

/** Returns how far a group has come in each partition of a log, whoever owns it. Partitions that nobody ever claimed are left out. */
export async function readPositions(
  database: Database,
  group: string,
  topic: string,
  logId: string,
): Promise<Map<number, bigint>> {
  const { rows } = await database.query<{ partition: number; next_offset: bigint }>(
    `SELECT o.partition, o.next_offset FROM consumer_offsets o JOIN logs l USING (log)
     WHERE o.consumer_group = $1 AND o.topic = $2 AND l.log_id = $3`,
    [group, topic, logId],
  );
  return new Map(rows.map(({ partition, next_offset }) => [partition, next_offset]));
}

/** Moves the position by compare-and-set, in the transaction of what was done. Throws `FenceLost` if the caller is not the owner any more. */
export async function advance(
  client: pg.PoolClient,
  group: string,
  topic: string,
  from: Claim,
  nextOffset: bigint,
  lastRecordHash: Buffer,
): Promise<void> {
  const { rowCount } = await client.query({
    name: 'offsets-advance',
    text: `UPDATE consumer_offsets SET next_offset = $6, last_record_hash = $7, updated_at = now()
           WHERE consumer_group = $1 AND topic = $2 AND log = $3 AND partition = $4 AND epoch = $5 AND next_offset = $8`,
    values: [group, topic, from.log, from.partition, from.epoch, nextOffset, lastRecordHash, from.nextOffset],
  });
  if (rowCount !== 1) throw new FenceLost(group, from.partition);
}
