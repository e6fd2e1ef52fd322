import { type BasketShard, createBasketShard } from '#domain/cooccurrence/basket-shard.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { readRenamedSince } from '#stores/events/read-renamed.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { markStale } from '#stores/projections/versions.ts';
import { beginOfLogs, type LogPosition } from './refold-logs.ts';

/** Counts of one partition, and up to where they are counted. */
export type RestoredBaskets = { shard: BasketShard; from: LogPosition };

/**
 * Returns the counts of the last checkpoint, of this log or of an earlier one: counting goes on where the log before this one ended. If there
 * is no checkpoint, or another version of this code wrote it, counting begins at the first log. If some of these events are archived it cannot:
 * then the projection is marked stale, null is returned, and the rows stay as they are until a rebuild.
 */
export async function restoreCheckpoint(database: Database, claim: Claim): Promise<RestoredBaskets | null> {
  const { rows } = await database.query<{ log: number; next_offset: bigint; body: Buffer }>(
    `SELECT s.log, s.next_offset, s.body FROM model_snapshots s JOIN projections p ON p.name = s.model AND p.live_version = s.version
     WHERE s.model = 'cooccurrence' AND s.partition = $2 AND (s.log < $1 OR (s.log = $1 AND s.next_offset <= $3)) ORDER BY s.log DESC LIMIT 1`,
    [claim.log, claim.partition, claim.nextOffset],
  );
  const [row] = rows;
  const shard = row === undefined ? null : readShard(row.body);
  if (row !== undefined && shard !== null) {
    const from = { log: row.log, offset: row.next_offset };
    // The events of these shoppers have a pseudonym by now, so their orders must go on under it.
    for (const { scope, userId, pseudonym } of await readRenamedSince(database, {
      ...from,
      partition: claim.partition,
    }))
      shard.renameShopper(scope, userId, pseudonym);
    return { shard, from };
  }
  if ((await hasHistory(database, claim)) && (await lacksMonths(database))) {
    await markStale(
      database,
      'cooccurrence',
      'its checkpoint cannot be read and months are archived: rebuild it, then start again',
    );
    return null;
  }
  return { shard: createBasketShard(), from: beginOfLogs };
}

function readShard(body: Buffer): BasketShard | null {
  try {
    return createBasketShard(body);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function hasHistory(database: Database, claim: Claim): Promise<boolean> {
  const { rows } = await database.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM consumer_offsets WHERE consumer_group = 'loader' AND topic = 'events' AND partition = $1 AND log <= $2 AND next_offset > 0) AS "exists"`,
    [claim.partition, claim.log],
  );
  return rows[0]?.exists === true;
}

async function lacksMonths(database: Database): Promise<boolean> {
  return (await listArchived(database)).some(({ isThere }) => !isThere);
}
