import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ProjectionTable } from '../projections/projection-table.ts';

const pseudonymPrefix = 'erased-';
/** Whether rows under this id are those of a shopper who was erased. */
export const isPseudonym = (userId: string): boolean => /^erased-[0-9a-f-]{36}$/.test(userId);

/** The record that asks for the erasure of a shopper: its position, its key, and the shopper. */
export type Erasure = {
  log: number;
  partition: number;
  offset: bigint;
  /** All records of this shopper have this key. */
  key: string;
  scope: number;
  userId: string;
};

/**
 * Takes a shopper out of everything that is stored, in the transaction of the record that asks for it. The rows stay under a random
 * pseudonym, without session, metadata and the client's id, and with
 * hashes for order ids under a salt that is forgotten, so that counters still equal a recount and a duplicate is still recognised. Dead
 * letters of earlier records are deleted, so that no redrive can put them back onto the log. Returns the pseudonym.
 *
 * Archived months, rebuilds that are under way and checkpoints follow later. They find the shopper's id in table `archive_erasures`; no other
 * table keeps it, and this one only until the next run of retention.
 */
export async function eraseShopper(
  client: pg.PoolClient,
  { log, partition, offset, key, scope, userId }: Erasure,
  tables: readonly ProjectionTable[],
): Promise<string> {
  const pseudonym = `${pseudonymPrefix}${randomUUID()}`;
  const salt = randomUUID();
  // This row says that a shopper was erased, and not which.
  await client.query(
    `INSERT INTO erasures (scope, user_id, log, partition, "offset", pseudonym) VALUES ($1, $2, $3, $4, $5, $2) ON CONFLICT DO NOTHING`,
    [scope, pseudonym, log, partition, offset],
  );
  await client.query(
    `UPDATE events SET user_id = $3, session_id = NULL, metadata = NULL, client_event_id = NULL, order_id = erased_order($4, order_id)
     WHERE scope = $1 AND user_id = $2`,
    [scope, userId, pseudonym, salt],
  );
  await client.query(
    `UPDATE exposures SET user_id = $3, request_id = '', question = '{}' WHERE scope = $1 AND user_id = $2`,
    [scope, userId, pseudonym],
  );
  // After the update: a month that was archived before it is marked by now; one that is archived after it waits for this transaction.
  await client.query('INSERT INTO archive_erasures (scope, user_id, pseudonym, salt) VALUES ($1, $2, $3, $4)', [
    scope,
    userId,
    pseudonym,
    salt,
  ]);
  for (const { name, shopper } of tables)
    if (shopper !== null)
      await client.query(`UPDATE ${name} SET ${shopper} = $3 WHERE scope = $1 AND ${shopper} = $2`, [
        scope,
        userId,
        pseudonym,
      ]);
  await client.query(
    `DELETE FROM dead_letters WHERE scope = $1 AND topic = 'events'
       AND (repaired_key = $2 OR (record_key = $2 AND (log, "offset") < ($3, $4)))`,
    [scope, key, log, offset],
  );
  return pseudonym;
}
