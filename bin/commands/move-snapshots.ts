import { rmSync } from 'node:fs';
import type { CopiedTopic } from '#cli/move/copy-topic.ts';
import { fileOf, readSnapshot, writeSnapshot } from '#query-api/live-models/snapshot-files.ts';
import type { Config } from '#runtime/config/settings.ts';
import { ownFile } from '../own-file.ts';

/** The instance whose snapshots are moved: the embedded log has one server. */
const source = 0;

const snapshotDirOf = (config: Config, instance: number): string => ownFile(config, 'snapshots', instance);

/** Returns the positions of the serving models' snapshots in a log, by partition. */
export function readSnapshotPositions(config: Config, logId: string, partitions: number): Map<number, bigint> {
  const dir = snapshotDirOf(config, source);
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  return new Map(
    numbers.flatMap((partition) => {
      const found = readSnapshot(dir, logId, partition);
      return found === null ? [] : [[partition, found.nextOffset] as const];
    }),
  );
}

/**
 * Gives the snapshots of the serving models their positions in the copy, for each instance that is configured: they hold what is older than the log.
 * A snapshot outside of the copied records is deleted, and its model is built from the copy. May be repeated: a snapshot that has moved is left alone.
 */
export async function moveSnapshots(config: Config, { fromLogId, toLogId, partitions }: CopiedTopic): Promise<void> {
  const dir = snapshotDirOf(config, source);
  for (const { partition, mapped } of partitions) {
    const found = readSnapshot(dir, fromLogId, partition);
    if (found === null) continue;
    // The snapshots that are read are moved last, so that a repeat still finds them.
    for (let instance = config.instances - 1; instance >= 0; instance -= 1)
      if (mapped !== null)
        await writeSnapshot(snapshotDirOf(config, instance), toLogId, partition, mapped, [found.body]);
    if (mapped === null) rmSync(fileOf(dir, partition), { force: true });
  }
}
