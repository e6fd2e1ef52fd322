import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** An erased shopper, and the pseudonym that the shopper's rows have now. The pair is kept until the next run of retention. */
export type RenamedShopper = { erasure: bigint; scope: Scope; userId: string; pseudonym: string };

const columns = 'a.erasure, a.scope, a.user_id AS "userId", a.pseudonym';

/** Returns every erasure that is still known, the oldest first. */
export async function readRenamed(client: pg.PoolClient): Promise<RenamedShopper[]> {
  return (await client.query<RenamedShopper>(`SELECT ${columns} FROM archive_erasures a ORDER BY a.erasure`)).rows;
}

/** Returns the erasures whose record is at this position or behind it in the partition, or in a later log. */
export async function readRenamedSince(
  database: Database,
  position: { log: number; partition: number; offset: bigint },
): Promise<RenamedShopper[]> {
  const { rows } = await database.query<RenamedShopper>(
    `SELECT ${columns} FROM archive_erasures a JOIN erasures e ON e.scope = a.scope AND e.pseudonym = a.pseudonym
     WHERE e.log > $1 OR (e.log = $1 AND e.partition = $2 AND e."offset" >= $3) ORDER BY a.erasure`,
    [position.log, position.partition, position.offset],
  );
  return rows;
}
