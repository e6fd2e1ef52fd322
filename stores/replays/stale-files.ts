import type { Database } from '../postgres/database.ts';

/** Of these replays, which have files that are still wanted: they are at work, or their files are not too old. */
export async function wantedFiles(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT replay_id AS id FROM replays WHERE replay_id = ANY ($1::uuid[])
       AND (state IN ('queued', 'running') OR (state = 'done' AND files_until > now()))`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Forgets the names of files that are gone, and replays that ended long ago. */
export async function forgetOldReplays(database: Database): Promise<void> {
  await database.query(`UPDATE replays SET files = '[]' WHERE files_until <= now() AND files <> '[]'`);
  await database.query(`DELETE FROM replays WHERE finished_at < now() - interval '1 year'`);
}
