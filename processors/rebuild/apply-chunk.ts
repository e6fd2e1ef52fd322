import type pg from 'pg';
import { type RenamedShopper, readRenamed } from '#stores/events/read-renamed.ts';
import { moveBuildPosition } from '#stores/projections/build-positions.ts';
import type { PartitionBuild } from '../projection.ts';
import { type Build, partitionKeyOf } from './build.ts';

/** What a chunk did. It is remembered once the chunk's transaction has committed. */
export type AppliedChunk = { next: bigint; count: number; erasures: readonly bigint[] };

/**
 * Applies the next records of a partition and moves its position. First it renames the shoppers who were erased since the last chunk: their
 * events have a pseudonym by now, and what was built of earlier ones must have the same.
 */
export async function applyChunk(
  build: Build,
  client: pg.PoolClient,
  partition: PartitionBuild,
): Promise<AppliedChunk> {
  const { projection, version, fold, erasuresSeen } = build;
  const known = await readRenamed(client);
  // Before the first chunk nothing was built under a name that is erased by now.
  if (erasuresSeen !== null) {
    const renamed = known.filter(({ erasure }) => !erasuresSeen.has(erasure));
    await renameRows(build, client, renamed);
    if (renamed.length > 0) fold.rename?.(renamed);
  }
  const { next, count } = await fold.apply(client, partition);
  if (fold.isInMemory !== true) await moveBuildPosition(client, projection.name, version, { ...partition, next });
  return { next, count, erasures: known.map(({ erasure }) => erasure) };
}

/** Remembers what a chunk did, after its commit. */
export function commitChunk(build: Build, partition: PartitionBuild, { next, count, erasures }: AppliedChunk): void {
  partition.next = next;
  if (build.fold.isInMemory === true) build.inMemory.set(partitionKeyOf(partition), next);
  build.events += count;
  build.erasuresSeen = new Set([...(build.erasuresSeen ?? []), ...erasures]);
}

async function renameRows(
  { projection, version }: Build,
  client: pg.PoolClient,
  renamed: readonly RenamedShopper[],
): Promise<void> {
  for (const { name, shopper } of projection.tables)
    for (const { scope, userId, pseudonym } of shopper === null ? [] : renamed)
      await client.query(`UPDATE ${name} SET ${shopper} = $4 WHERE version = $1 AND scope = $2 AND ${shopper} = $3`, [
        version,
        scope,
        userId,
        pseudonym,
      ]);
}
