import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

export type DeadLetterRow = {
  id: string;
  scope: Scope;
  topic: string;
  partition: number;
  offset: bigint;
  record_key: string | null;
  value: Buffer | null;
  reason: string;
  detail: string;
  at: Date;
  redriven_at: Date | null;
  /** The record that an admin made of it; all four are null if none did. */
  repaired_key: string | null;
  repaired_value: Buffer | null;
  repaired_by: string | null;
  repaired_at: Date | null;
};

/** The greatest bigint. No letter has a greater id. */
const maxId = 2n ** 63n - 1n;

const columns = `dead_letter_id::text AS id, scope, topic, partition, "offset", record_key, value, reason, detail, at, redriven_at,
  repaired_key, repaired_value, repaired_by, repaired_at`;

const found = 'dead_letters WHERE scope = $1 AND ($2::text IS NULL OR reason = $2)';

/** Returns dead letters of a scope, the newest first, those with a lower id than `after` if one is given, and how many there are in the whole list. */
export async function listDeadLetters(
  database: Database,
  scope: Scope,
  reason: string | null,
  { limit, offset, after }: { limit: number; offset: number; after?: string | undefined },
): Promise<{ letters: DeadLetterRow[]; total: number }> {
  const filter = [scope, reason];
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<DeadLetterRow>(
      `SELECT ${columns} FROM ${found} AND ($3::bigint IS NULL OR dead_letter_id < $3) ORDER BY dead_letter_id DESC LIMIT $4 OFFSET $5`,
      [...filter, after ?? null, limit, offset],
    );
    const counted = await client.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${found}`, filter);
    return { letters: rows, total: counted.rows[0]?.total ?? 0 };
  });
}

/** Returns the letter with this id if it is of one of these scopes, else undefined. */
export async function readDeadLetter(
  database: Database,
  scopes: readonly Scope[],
  id: string,
): Promise<DeadLetterRow | undefined> {
  if (BigInt(id) > maxId) return undefined;
  const { rows } = await database.scoped({ scopes }, (client) =>
    client.query<DeadLetterRow>(
      `SELECT ${columns} FROM dead_letters WHERE dead_letter_id = $1 AND scope = ANY ($2::integer[])`,
      [id, scopes],
    ),
  );
  return rows[0];
}

/**
 * Marks letters as re-driven, unless they were before, and appends them within the same transaction: if the append fails, nothing is
 * marked. If the mark is lost after the append, the letter may be appended again; the identity of its event keeps it from counting twice. `record` writes
 * who did it, in the same transaction, if there was anything to mark.
 */
export async function redriveDeadLetters(
  database: Database,
  { tenantId, scopes }: { tenantId: string; scopes: readonly Scope[] },
  ids: readonly string[],
  append: (letters: readonly DeadLetterRow[]) => Promise<void>,
  record: (client: pg.PoolClient, redriven: readonly string[]) => Promise<void>,
): Promise<string[]> {
  return database.scoped({ tenantId, scopes }, async (client) => {
    const { rows } = await client.query<DeadLetterRow>(
      `UPDATE dead_letters SET redriven_at = now() WHERE dead_letter_id = ANY ($1::bigint[]) AND scope = ANY ($2::integer[]) AND redriven_at IS NULL RETURNING ${columns}`,
      [ids.filter((id) => BigInt(id) <= maxId), scopes],
    );
    const redriven = rows.map(({ id }) => id);
    if (redriven.length > 0) await record(client, redriven);
    await append(rows);
    return redriven;
  });
}
