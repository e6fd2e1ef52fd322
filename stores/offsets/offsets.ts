import type pg from 'pg';
import { keepDoing } from '#runtime/keep-doing.ts';
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

/** So long a process may leave its COPY waiting for rows, as long as an idle transaction may wait for a statement. */
const frozenMs = 10_000;
const lookEveryMs = 2_000;

/**
 * Makes the caller the owner: raises the epoch and returns the position in one statement, so that a former owner is refused from then on. It waits for the transaction of a former owner; if that is frozen in the midst of a
 * COPY, where no timeout of Postgres ends it, its connection is ended after `frozenMs`.
 */
export async function claimPartition(
  database: Database,
  group: string,
  topic: string,
  log: number,
  partition: number,
  waits = { frozenMs, lookEveryMs },
): Promise<Claim> {
  const looking = keepDoing(() => endFrozen(database, waits.frozenMs), {
    everyMs: waits.lookEveryMs,
    // While Postgres is away the claim fails too, which is told.
    onError: () => {},
  });
  try {
    return await claim(database, group, topic, log, partition);
  } finally {
    await looking.close();
  }
}

async function claim(database: Database, group: string, topic: string, log: number, partition: number): Promise<Claim> {
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

/** Ends the connections of this login whose COPY has been waiting for its process. Postgres heeds neither a cancellation nor a timeout while it reads rows. */
async function endFrozen(database: Database, forMs: number): Promise<void> {
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND state = 'active' AND wait_event = 'ClientRead'
       AND query ILIKE 'COPY %' AND query_start < clock_timestamp() - $1 * interval '1 millisecond'`,
    [forMs],
  );
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
