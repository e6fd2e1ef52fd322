import type { Database } from '../postgres/database.ts';
import { hasArchive } from './archive-file.ts';
import type { ArchivedEvent } from './archive-line.ts';
import { listArchived } from './restore-months.ts';
import { rewriteArchive } from './rewrite-archive.ts';

/**
 * Erases from the archives each shopper who was erased from the tables since the last call, and then forgets who that was. Returns how many
 * events changed. Throws if an archive is missing: then the erasures wait until it is back.
 */
export async function eraseFromArchives(database: Database, dir: string): Promise<number> {
  const { rows } = await database.query<{ erasure: bigint; scope: number; user_id: string; pseudonym: string }>(
    'SELECT erasure, scope, user_id, pseudonym FROM archive_erasures ORDER BY erasure',
  );
  const last = rows.at(-1);
  if (last === undefined) return 0;
  const keyOf = (scope: number, userId: string) => `${scope} ${userId}`;
  const pseudonyms = new Map(rows.map((row) => [keyOf(row.scope, row.user_id), row.pseudonym]));
  const erase = (archived: ArchivedEvent): ArchivedEvent => {
    const pseudonym = pseudonyms.get(keyOf(archived.event.scope, archived.event.userId));
    if (pseudonym === undefined) return archived;
    const event = { ...archived.event, userId: pseudonym, sessionId: null, metadata: null, clientEventId: null };
    return { ...archived, event };
  };
  let changed = 0;
  for (const { month } of await listArchived(database)) {
    if (!hasArchive(dir, month))
      throw new Error(`the archive of ${month} is not in ${dir}: shoppers wait to be erased from it`);
    changed += (await rewriteArchive(dir, month, erase)).changed;
  }
  await database.query('DELETE FROM archive_erasures WHERE erasure <= $1', [last.erasure]);
  return changed;
}
