import type pg from 'pg';
import { lockBuildPositions, readBuildPositions } from '#stores/projections/build-positions.ts';
import { readCheckpoints } from '#stores/projections/read-checkpoints.ts';
import { foldedTopics, type PartitionBuild } from '../projection.ts';
import { type Build, partitionKeyOf } from './build.ts';

/** Returns how far each partition is built, and how far the group has come in it; those of earlier logs first. */
export const readPartitions = (build: Build): Promise<PartitionBuild[]> =>
  build.database.transaction(async (client) => asBuilt(build, await readStored(build, client)));

/**
 * Returns how far each partition is built, and how far the rows of the live version have come, which a fold in memory writes from time to time alone. Null if they stand where no build can stand, or nowhere yet.
 */
export async function readComparable(build: Build, client: pg.PoolClient): Promise<PartitionBuild[] | null> {
  const stored = await readStored(build, client);
  const reached = stored.map(({ target }) => target);
  const builds = await asBuilt(build, stored);
  if (builds.some(({ target }, n) => target !== reached[n])) return null;
  if (build.fold.isInMemory === true) {
    const written = await readCheckpoints(client, build.projection.name);
    if (written.size === 0) return null;
    for (const one of builds) one.target = writtenOf(one, written.get(one.partition));
  }
  return builds.some(({ next, target }) => next > target) ? null : builds;
}

/** Up to where the rows of a partition are written. A checkpoint counts all of the logs before its own. */
function writtenOf({ log, target }: PartitionBuild, checkpoint: { log: number; next: bigint } | undefined): bigint {
  if (checkpoint === undefined || log > checkpoint.log) return 0n;
  return log < checkpoint.log ? target : checkpoint.next;
}

const readStored = ({ projection, version }: Build, client: pg.PoolClient): Promise<PartitionBuild[]> =>
  readBuildPositions(client, projection.name, version, foldedTopics[projection.topic].group);

/** The same, under a lock that keeps the group where it is until the end of the transaction. */
export async function lockPartitions(build: Build, client: pg.PoolClient): Promise<PartitionBuild[]> {
  const { projection, version } = build;
  const { group } = foldedTopics[projection.topic];
  return asBuilt(build, await lockBuildPositions(client, projection.name, version, group));
}

async function asBuilt({ fold, inMemory }: Build, builds: PartitionBuild[]): Promise<PartitionBuild[]> {
  for (const build of builds) {
    build.next = inMemory.get(partitionKeyOf(build)) ?? build.next;
    const least = (await fold.targetAtLeast?.(build)) ?? 0n;
    if (least > build.target) build.target = least;
  }
  return builds;
}
