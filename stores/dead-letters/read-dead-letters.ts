import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

export type DeadLetterRow = {
  id: string;
  topic: string;
  partition: number;
  offset: bigint;
  record_key: string | null;
  value: Buffer | null;
  reason: string;
  detail: string;
  at: Date;
  redriven_at: Date | null;
};

/** The greatest bigint. No letter has a greater id. */
const maxId = 2n ** 63n - 1n;

const columns = `dead_letter_id::text AS id, topic, partition, "offset", record_key, value, reason, detail, at, redriven_at`;

const found = 'dead_letters WHERE scope = $1 AND ($2::text IS NULL OR reason = $2)';

/** Returns a page of the dead letters of a scope, the newest first, and how many there are. */
export async function listDeadLetters(
  database: Database,
  scope: Scope,
  reason: string | null,
  limit: number,
  offset: number,
): Promise<{ letters: DeadLetterRow[]; total: number }> {
  const filter = [scope, reason];
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<DeadLetterRow>(
      `SELECT ${columns} FROM ${found} ORDER BY dead_letter_id DESC LIMIT $3 OFFSET $4`,
      [...filter, limit, offset],
    );
    const counted = await client.query<{ total: number }>(`SELECT count(*)::int AS total FROM ${found}`, filter);
    return { letters: rows, total: counted.rows[0]?.total ?? 0 };
  });
}

/**
 * Marks letters as re-driven, unless they were before, and appends them within the same transaction: if the append fails, nothing is
 * marked. If the mark is lost after the append, the letter may be appended again; the identity of its event keeps it from counting twice.
 */
export async function redriveDeadLetters(
  database: Database,
  scopes: readonly Scope[],
  ids: readonly string[],
  append: (letters: readonly DeadLetterRow[]) => Promise<void>,
): Promise<string[]> {
  return database.scoped({ scopes }, async (client) => {
    const { rows } = await client.query<DeadLetterRow>(
      `UPDATE dead_letters SET redriven_at = now() WHERE dead_letter_id = ANY ($1::bigint[]) AND scope = ANY ($2::integer[]) AND redriven_at IS NULL RETURNING ${columns}`,
      [ids.filter((id) => BigInt(id) <= maxId), scopes],
    );
    await append(rows);
    return rows.map(({ id }) => id);
  });
}
