import { dropRestored, listArchived, restoreMonth } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { type RebuildOptions, type Rebuilt, RetentionAtWork, rebuildProjection } from '../rebuild.ts';

export type RebuildWithArchivesOptions = RebuildOptions & { archiveDir: string; onRestored?: (month: string) => void };

/**
 * A rebuild that reads the archived months too: puts them back into `events` for its length. Where it is cut short they stay, and the next
 * run of retention takes them out.
 */
export async function rebuildWithArchives(options: RebuildWithArchivesOptions): Promise<Rebuilt> {
  const { name, database, archiveDir, onRestored } = options;
  // The catalog has a topic of its own, which keeps everything.
  if (name === 'catalog') return rebuildProjection(options);
  const restored = await withRetentionLock(database, 'exclusive', async () => {
    for (const { month, isThere } of await listArchived(database)) {
      if (isThere) continue;
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
