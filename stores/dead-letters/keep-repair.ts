import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';

/** The record that goes back onto the topic in place of a letter's own bytes. */
export type Repair = { key: string; value: Buffer; adminId: string };

/**
 * Keeps the repair of a letter beside its own bytes. False if the letter was repaired or put back before: what may be on the log already is not
 * replaced by something else, or two records could come of one letter.
 */
export async function keepRepair(
  client: pg.PoolClient,
  scope: Scope,
  id: string,
  { key, value, adminId }: Repair,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE dead_letters SET repaired_key = $3, repaired_value = $4, repaired_by = $5, repaired_at = now()
     WHERE dead_letter_id = $1 AND scope = $2 AND redriven_at IS NULL AND repaired_at IS NULL`,
    [id, scope, key, value, adminId],
  );
  return rowCount === 1;
}
