import { retry } from '#runtime/retry.ts';
import { sqlStateOf } from '#stores/postgres/classify-error.ts';
import type { PartitionBuild } from '../projection.ts';
import { type AppliedChunk, applyChunk, commitChunk } from './apply-chunk.ts';
import { type Build, progressOf } from './build.ts';
import { RebuildCancelled } from './rebuild-errors.ts';

/** What may still be missing when the group's offsets are locked: little, since everybody waits. */
export const catchUpRecords = 2_000n;

const serializationFailure = '40001';
const retries = { firstMs: 10, maxMs: 1_000, tries: 20 };

/** Builds chunk by chunk, each a transaction with its position, until little is missing. The group goes on meanwhile. */
export async function advance(build: Build, partitions: readonly PartitionBuild[]): Promise<void> {
  for (const partition of partitions) {
    while (partition.target - partition.next > catchUpRecords) {
      checkCancelled(build, partitions);
      commitChunk(build, partition, await applyAlone(build, partition));
      build.onProgress(progressOf(partitions));
    }
  }
}

/** Throws `RebuildCancelled` where somebody has asked for it. */
export function checkCancelled({ signal, projection, fold }: Build, partitions: readonly PartitionBuild[]): void {
  if (signal.aborted) throw new RebuildCancelled(projection.name, progressOf(partitions), fold.isInMemory !== true);
}

/** All that a chunk reads is of one moment, so that a shopper is erased from all of it or from nothing. */
function applyAlone(build: Build, partition: PartitionBuild): Promise<AppliedChunk> {
  const apply = () =>
    build.database.transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      return applyChunk(build, client, partition);
    });
  return retry(apply, {
    ...retries,
    signal: build.signal,
    // An erasure has renamed a row that the chunk would write: the next try sees it.
    isRetryable: (error) => sqlStateOf(error) === serializationFailure,
  });
}
