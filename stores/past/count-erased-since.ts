import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** How many shoppers were erased after a moment who had done something until then: that is known under other names. */
export async function countErasedSince(database: Pick<Database, 'query'>, scope: Scope, at: Date): Promise<number> {
  const { rows } = await database.query<{ erased: number }>(
    `SELECT count(DISTINCT pseudonym)::int AS erased FROM erased_pseudonyms($1) e
     WHERE at > $2 AND EXISTS (SELECT FROM events WHERE scope = $1 AND user_id = e.pseudonym AND received_at <= $2)`,
    [scope, at],
  );
  return rows[0]?.erased ?? 0;
}

/** Says so, if there are any. */
export const erasedNotes = (erased: number): string[] =>
  erased === 0
    ? []
    : [
        `${erased === 1 ? 'one shopper was' : `${erased} shoppers were`} erased since: what they did counts, and a question that names them finds nobody`,
      ];
