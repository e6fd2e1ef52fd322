import type { Database } from '../postgres/database.ts';

/**
 * Deletes what ended before a time: refresh tokens (of a session that goes on the first stays, which says since when it is), reset tokens, access tokens that were logged out,
 * and kept answers to admins' writes. Returns how many rows it deleted.
 */
export async function forgetEndedSessions(database: Database, before: Date): Promise<number> {
  const { rows } = await database.query<{ forgotten: number }>('SELECT forget_ended_sessions($1)::int AS forgotten', [
    before,
  ]);
  return rows[0]?.forgotten ?? 0;
}
