import { dropVersion } from '#stores/projections/drop-versions.ts';
import { beginVersion } from '#stores/projections/versions.ts';
import type { Build, RebuildOptions } from './build.ts';

/** Takes the next version, or that of a rebuild that was cut short. If the fold is in memory, it deletes the rows which that rebuild has left. */
export async function beginBuild(options: RebuildOptions): Promise<Build> {
  const { projection, database, log, signal, onProgress, builtFor = null } = options;
  const version = await beginVersion(database, projection.name, builtFor);
  const fold = projection.openFold({ version, database, log });
  if (fold.isInMemory === true) await dropVersion(database, projection.name, projection.tables, version);
  return {
    database,
    projection,
    version,
    fold,
    signal: signal ?? new AbortController().signal,
    onProgress: onProgress ?? (() => {}),
    events: 0,
    inMemory: new Map(),
    erasuresSeen: null,
  };
}
