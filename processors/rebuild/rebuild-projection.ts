import type { ParityReport } from '#schemas/http/replay-reports.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { dropOldVersions, dropPurged } from '#stores/projections/drop-versions.ts';
import { withRebuildLock } from '#stores/projections/rebuild-lock.ts';
import { foldedTopics } from '../projection.ts';
import { advance } from './advance.ts';
import { beginBuild } from './begin-build.ts';
import type { RebuildOptions } from './build.ts';
import { compare } from './compare.ts';
import { readPartitions } from './read-partitions.ts';
import { MonthsArchived, RebuildUnderWay, RetentionAtWork } from './rebuild-errors.ts';
import { swap } from './swap.ts';

/** `isLive` says whether the new version has taken over; if not, `parity` says what stopped it. */
export type Rebuilt = {
  name: string;
  version: number;
  events: number;
  seconds: number;
  isLive: boolean;
  parity: ParityReport;
};

/**
 * Builds a projection again, from its records in the order of positions, into rows of the next version, while the live version serves. Both are compared at one position; if more differs
 * than the bound, nothing is swapped, and the next rebuild compares again. Else, when both stand at the same position, one UPDATE under the locks of the group's offsets makes the new one live.
 * A rebuild that was cut short or stopped goes on where it was, or begins again if it folds in memory; one of a replay that was cancelled leaves nothing to go on with. The version before is kept for a roll-back; older ones are deleted.
 * Throws `MonthsArchived`, `RetentionAtWork`, `RebuildUnderWay`, `RebuildCancelled`.
 */
export async function rebuildProjection(options: RebuildOptions): Promise<Rebuilt> {
  const { projection, database } = options;
  const rebuilt = await withRebuildLock(database, projection.name, () =>
    foldedTopics[projection.topic].keptIn === 'log' ? rebuild(options) : rebuildFromTable(options),
  );
  if (rebuilt === 'busy') throw new RebuildUnderWay(projection.name);
  return rebuilt;
}

/** Rebuilds while all months are in table `events`, and while nobody moves any. */
async function rebuildFromTable(options: RebuildOptions): Promise<Rebuilt> {
  const rebuilt = await withRetentionLock(options.database, 'shared', async () => {
    const missing = (await listArchived(options.database)).filter(({ isThere }) => !isThere);
    if (missing.length > 0) throw new MonthsArchived(missing.map(({ month }) => month.slice(0, 7)));
    return rebuild(options);
  });
  if (rebuilt === 'busy') throw new RetentionAtWork();
  return rebuilt;
}

async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const startedAt = performance.now();
  const build = await beginBuild(options);
  const parity = await compare(build, options);
  const outcome = (isLive: boolean): Rebuilt => {
    const { version, events } = build;
    const seconds = (performance.now() - startedAt) / 1000;
    return { name: options.projection.name, version, events, seconds, isLive, parity };
  };
  if (parity.verdict === 'stopped') return outcome(false);
  do await advance(build, await readPartitions(build));
  while (!(await swap(build)));
  const { name, tables } = options.projection;
  await dropPurged(build.database, tables, build.version);
  await dropOldVersions(build.database, name, tables);
  return outcome(true);
}
