import { eraseFromArchives } from '#stores/archive/erase-from-archives.ts';
import { dropRestored, listArchived, restoreMonth } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { foldedTopics } from '../projection.ts';
import type { RebuildOptions } from './build.ts';
import { RetentionAtWork } from './rebuild-errors.ts';
import { type Rebuilt, rebuildProjection } from './rebuild-projection.ts';

export type RebuildWithArchivesOptions = RebuildOptions & { archiveDir: string; onRestored?: (month: string) => void };

/**
 * A rebuild that reads the archived months too: puts them back into `events` for its length. Where it is cut short they stay, and the next
 * run of retention takes them out.
 */
export async function rebuildWithArchives(options: RebuildWithArchivesOptions): Promise<Rebuilt> {
  const { projection, database, archiveDir, onRestored } = options;
  if (foldedTopics[projection.topic].keptIn === 'log') return rebuildProjection(options);
  const restored = await withRetentionLock(database, 'exclusive', async () => {
    const away = (await listArchived(database)).filter(({ isThere }) => !isThere);
    // Else a shopper who was erased since would be in the months that come back, and in what is built from them.
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
      // The next run of retention does it.
    });
  }
}
