import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** The record that asks for a shopper to be erased: its position, its key, and whom it names. */
export type Erasure = {
  log: number;
  partition: number;
  offset: bigint;
  /** The key of all records of this shopper. */
  key: string;
  scope: number;
  userId: string;
};

/**
 * Takes a shopper out of everything that is stored, in the transaction of the record that asks for it. Rows stay under a random
 * pseudonym, without session, metadata and the client's id, so that counters still equal a recount and a duplicate is still known. Dead
 * letters of earlier records go, so that nobody can put them back onto the log. Archived months follow by retention
 * (`stores/archive/erase-from-archives.ts`).
 */
export async function eraseShopper(
  client: pg.PoolClient,
  { log, partition, offset, key, scope, userId }: Erasure,
): Promise<void> {
  const pseudonym = `erased-${randomUUID()}`;
  // The row says that it was done, not to whom.
  await client.query(
    `INSERT INTO erasures (scope, user_id, log, partition, "offset", pseudonym) VALUES ($1, $2, $3, $4, $5, $2) ON CONFLICT DO NOTHING`,
    [scope, pseudonym, log, partition, offset],
  );
  await client.query(
    `UPDATE events SET user_id = $3, session_id = NULL, metadata = NULL, client_event_id = NULL WHERE scope = $1 AND user_id = $2`,
    [scope, userId, pseudonym],
  );
  // Behind the update: an archive that has read its month before it is marked by now, one that has not waits for us.
  await client.query(
    `INSERT INTO archive_erasures (scope, user_id, pseudonym) SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM event_months WHERE state <> 'open')`,
    [scope, userId, pseudonym],
  );
  await client.query(`UPDATE revenue_attributions SET user_id = $3 WHERE scope = $1 AND user_id = $2`, [
    scope,
    userId,
    pseudonym,
  ]);
  await client.query(
    `DELETE FROM dead_letters WHERE scope = $1 AND record_key = $2 AND topic = 'events' AND (log, "offset") < ($3, $4)`,
    [scope, key, log, offset],
  );
}
