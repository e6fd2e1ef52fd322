import type pg from 'pg';
import { lockBuildPositions, readBuildPositions } from '#stores/projections/build-positions.ts';
import { foldedTopics, type PartitionBuild } from '../projection.ts';
import { type Build, partitionKeyOf } from './build.ts';

/** Returns how far each partition is built, and how far the group has come in it; those of earlier logs first. */
export async function readPartitions(build: Build): Promise<PartitionBuild[]> {
  const { database, projection, version } = build;
  const { group } = foldedTopics[projection.topic];
  return asBuilt(build, await readBuildPositions(database, projection.name, version, group));
}

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
