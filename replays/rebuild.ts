import { projectionNamed } from '#processors/index.ts';
import { foldedTopics } from '#processors/projection.ts';
import { rebuildWithArchives } from '#processors/rebuild/rebuild-with-archives.ts';
import type { RebuildReport } from '#schemas/http/replay-reports.ts';
import type { RebuildSettings } from '#schemas/http/replay-settings.ts';
import { readScopes } from '#stores/control/read-scopes.ts';
import type { Found, ReplayWork } from './replay-work.ts';

/**
 * Builds a projection again, of all tenants, beside the live version, which serves meanwhile, and swaps if both have the same rows, as far as was asked. A rebuild whose process was killed goes on where it was, unless it folds in memory;
 * what one that is cancelled or fails has built is removed by the processors.
 * Throws what `rebuildProjection` throws.
 */
export async function rebuild(work: ReplayWork<RebuildSettings>): Promise<Found<RebuildReport>> {
  const { replay, settings, database, openLog, archiveDir, signal, tell } = work;
  const projection = projectionNamed(settings.projection);
  const log = foldedTopics[projection.topic].keptIn === 'log' ? await openLog() : null;
  try {
    const rebuilt = await rebuildWithArchives({
      projection,
      database,
      log,
      archiveDir,
      signal,
      builtFor: replay.id,
      onProgress: ({ done, total }) => tell('folding', done, total),
      bound: settings.bound ?? 0,
      isConfirmed: settings.confirm ?? false,
      // The report is the tenant's to read, and the rows are of all.
      namedScopes: await readScopes(database, replay.tenantId),
    });
    const { version, events, isLive, parity } = rebuilt;
    return { report: { projection: settings.projection, version, events, isLive, parity }, files: [] };
  } finally {
    await log?.close();
  }
}
