import { retry } from '#runtime/retry.ts';
import { sqlStateOf } from '#stores/postgres/classify-error.ts';
import type { PartitionBuild } from '../projection.ts';
import { type AppliedChunk, applyChunk, commitChunk } from './apply-chunk.ts';
import { type Build, progressOf } from './build.ts';
import { RebuildCancelled } from './rebuild-errors.ts';

/** At most about so many records are left for the time under the lock of the group's offsets, since the group waits meanwhile. */
export const catchUpRecords = 2_000n;

const serializationFailure = '40001';
/** How often, and after which waits, what an erasure came between is tried again. */
export const retries = { firstMs: 10, maxMs: 1_000, tries: 20 };

/** Builds chunk by chunk until little is missing. Each chunk and its position are one transaction. The group goes on meanwhile. */
export async function advance(build: Build, partitions: readonly PartitionBuild[]): Promise<void> {
  for (const partition of partitions) {
    while (partition.target - partition.next > catchUpRecords) {
      checkCancelled(build, partitions);
      commitChunk(build, partition, await applyAlone(build, partition));
      build.onProgress(progressOf(partitions));
    }
  }
}

/** Throws `RebuildCancelled` if the signal has aborted. */
export function checkCancelled({ signal, projection, fold }: Build, partitions: readonly PartitionBuild[]): void {
  if (signal.aborted) throw new RebuildCancelled(projection.name, progressOf(partitions), fold.isInMemory !== true);
}

/** Whether an erasure has renamed a row that the transaction writes. The next try sees the new name. */
export const isRenamedMeanwhile = (error: unknown): boolean => sqlStateOf(error) === serializationFailure;

/** A chunk reads from one snapshot of the database, so that an erasure is in all that it reads or in nothing of it. */
function applyAlone(build: Build, partition: PartitionBuild): Promise<AppliedChunk> {
  const apply = () =>
    build.database.transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      return applyChunk(build, client, partition);
    });
  return retry(apply, {
    ...retries,
    signal: build.signal,
    isRetryable: isRenamedMeanwhile,
  });
}
