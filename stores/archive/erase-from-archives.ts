import { createHash } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { hasArchive } from './archive-file.ts';
import type { ArchivedEvent } from './archive-line.ts';
import { listArchived } from './restore-months.ts';
import { rewriteArchive } from './rewrite-archive.ts';

type Erased = { erasure: bigint; scope: number; user_id: string; pseudonym: string; salt: string };

/** As `erased_order` in Postgres, so that an order with purchases here and there stays one. */
const erasedOrder = (salt: string, orderId: string): string =>
  `erased-${createHash('sha256')
    .update(salt + orderId)
    .digest('hex')}`;

/**
 * Erases from the archives each shopper who was erased from the tables since the last call, and then forgets who that was. Returns how many
 * events changed. Throws if an archive is missing: then the erasures wait until it is back.
 */
export async function eraseFromArchives(database: Database, dir: string): Promise<number> {
  const { rows } = await database.query<Erased>(
    'SELECT erasure, scope, user_id, pseudonym, salt FROM archive_erasures ORDER BY erasure',
  );
  const last = rows.at(-1);
  if (last === undefined) return 0;
  const keyOf = (scope: number, userId: string) => `${scope} ${userId}`;
  const erasures = new Map(rows.map((row) => [keyOf(row.scope, row.user_id), row]));
  const erase = (archived: ArchivedEvent): ArchivedEvent => {
    const { event } = archived;
    const erased = erasures.get(keyOf(event.scope, event.userId));
    if (erased === undefined) return archived;
    const { purchase } = event;
    const anonymous = {
      userId: erased.pseudonym,
      sessionId: null,
      metadata: null,
      clientEventId: null,
      purchase: purchase && { ...purchase, orderId: purchase.orderId && erasedOrder(erased.salt, purchase.orderId) },
    };
    return { ...archived, event: { ...event, ...anonymous } };
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
