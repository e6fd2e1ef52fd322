import { moveBuildPosition } from '#stores/projections/build-positions.ts';
import { swapVersion } from '#stores/projections/versions.ts';
import { catchUpRecords, checkCancelled } from './advance.ts';
import { applyChunk, commitChunk } from './apply-chunk.ts';
import { type Build, progressOf } from './build.ts';
import { lockPartitions } from './read-partitions.ts';

/**
 * Locks the group's offsets, builds the little that is missing and makes the version live, in one transaction. Returns false, and has done
 * nothing, if too much is missing to let the group wait for it.
 */
export async function swap(build: Build): Promise<boolean> {
  const { database, projection, version, fold } = build;
  const partitions = await database.transaction(async (client) => {
    const locked = await lockPartitions(build, client);
    if (locked.some(({ target, next }) => target - next > catchUpRecords * 2n)) return null;
    for (const partition of locked) {
      while (partition.next < partition.target) {
        checkCancelled(build, locked);
        commitChunk(build, partition, await applyChunk(build, client, partition));
      }
    }
    await fold.finish?.(client, locked);
    // A fold in memory stores its positions only now. They also say which versions were used.
    for (const partition of fold.isInMemory === true ? locked : [])
      await moveBuildPosition(client, projection.name, version, partition);
    await swapVersion(client, projection.name, version);
    return locked;
  });
  if (partitions === null) return false;
  build.onProgress(progressOf(partitions));
  return true;
}
