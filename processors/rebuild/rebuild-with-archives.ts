import { eraseFromArchives } from '#stores/archive/erase-from-archives.ts';
import { dropRestored, listArchived, restoreMonth } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { foldedTopics } from '../projection.ts';
import type { RebuildOptions } from './build.ts';
import { RetentionAtWork } from './rebuild-errors.ts';
import { type Rebuilt, rebuildProjection } from './rebuild-projection.ts';

export type RebuildWithArchivesOptions = RebuildOptions & { archiveDir: string; onRestored?: (month: string) => void };

/**
 * Rebuilds with the archived months too: puts them back into table `events` until it is done. If the process dies meanwhile they stay there, and
 * the next run of retention takes them out.
 */
export async function rebuildWithArchives(options: RebuildWithArchivesOptions): Promise<Rebuilt> {
  const { projection, database, archiveDir, onRestored } = options;
  if (foldedTopics[projection.topic].keptIn === 'log' || !(await hasMonthsAway(database)))
    return rebuildProjection(options);
  const restored = await withRetentionLock(database, 'exclusive', async () => {
    const away = (await listArchived(database)).filter(({ isThere }) => !isThere);
    // Otherwise a shopper who was erased lately would come back with the months, and into the new version.
    if (away.length > 0) await eraseFromArchives(database, archiveDir);
    for (const { month } of away) {
      await restoreMonth(database, archiveDir, month);
      onRestored?.(month);
    }
  });
  if (restored === 'busy') throw new RetentionAtWork();
  try {
    return await rebuildProjection(options);
  } finally {
    await withRetentionLock(database, 'exclusive', () => dropRestored(database, archiveDir)).catch(() => {
      // The next run of retention takes them out.
    });
  }
}

/** Whether there is anything to restore. If not, a rebuild holds up nobody who needs the months to stay, and nobody holds it up. */
const hasMonthsAway = async (database: RebuildOptions['database']): Promise<boolean> =>
  (await listArchived(database)).some(({ isThere }) => !isThere);
