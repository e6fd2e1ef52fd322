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

const columns = `dead_letter_id::text AS id, topic, partition, "offset", record_key, value, reason, detail, at, redriven_at`;

export async function listDeadLetters(
  database: Database,
  scope: Scope,
  reason: string | null,
  limit: number,
  offset: number,
): Promise<{ letters: DeadLetterRow[]; total: number }> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<DeadLetterRow & { total: number }>(
      `SELECT ${columns}, (count(*) OVER ())::int AS total FROM dead_letters WHERE scope = $1 AND ($2::text IS NULL OR reason = $2) ORDER BY dead_letter_id DESC LIMIT $3 OFFSET $4`,
      [scope, reason, limit, offset],
    ),
  );
  return { letters: rows, total: rows[0]?.total ?? 0 };
}

/**
 * Marks those letters as re-driven that were not before, and appends them within the same transaction: where the append fails
 * nothing is marked. Should the mark be lost after an append, the record's identity keeps it from counting twice.
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
      [ids, scopes],
    );
    await append(rows);
    return rows.map(({ id }) => id);
  });
}
