import type { Database } from '../postgres/database.ts';

export type ListedLetter = {
  id: string;
  at: Date;
  topic: string;
  partition: number;
  offset: string;
  scope: number | null;
  reason: string;
  detail: string;
  redriven_at: Date | null;
};

/** Returns dead letters of all tenants, the newest first. For the person who runs the product and owns the database. */
export async function listAllDeadLetters(database: Database, limit: number): Promise<ListedLetter[]> {
  const { rows } = await database.query<ListedLetter>(
    `SELECT dead_letter_id::text AS id, at, topic, partition, "offset"::text AS "offset", scope, reason, detail, redriven_at
     FROM dead_letters ORDER BY dead_letter_id DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Returns how many dead letters were not put back onto their topic. */
export async function countOpenDeadLetters(database: Database): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM dead_letters WHERE redriven_at IS NULL',
  );
  return rows[0]?.count ?? 0;
}
