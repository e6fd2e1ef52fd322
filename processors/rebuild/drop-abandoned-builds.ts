import type { Logger } from '#runtime/logger.ts';
import type { Database } from '#stores/postgres/database.ts';
import { dropAbandonedBuild, readAbandonedBuilds } from '#stores/projections/abandoned-builds.ts';
import { withRebuildLock } from '#stores/projections/rebuild-lock.ts';
import { projections } from '../index.ts';

/**
 * Removes versions that replays have left half-built when they were cancelled or failed for good, and those of commands that nobody has gone on with for a week; one that is being built stays. It goes by what is stored alone, so
 * what killed processes have left goes too. `database` needs statements of minutes and two connections.
 */
export async function dropAbandonedBuilds({
  database,
  logger,
}: {
  database: Database;
  logger: Pick<Logger, 'info'>;
}): Promise<void> {
  const abandoned = new Set(await readAbandonedBuilds(database));
  for (const { name, tables } of projections) {
    if (!abandoned.has(name)) continue;
    const version = await withRebuildLock(database, name, () => dropAbandonedBuild(database, name, tables));
    if (typeof version === 'number') logger.info(`version ${version} of ${name}, which was half-built, is removed`);
  }
}
