import { createInteractionShard, type InteractionShard } from '#domain/interactions/interaction-shard.ts';
import { readSnapshot } from './snapshot-files.ts';

/** The shard of a partition and the position it stands at; null if there is no snapshot of this log and of this format. */
export function restoreShard(
  dir: string,
  logId: string,
  partition: number,
): { shard: InteractionShard; next: bigint } | null {
  const found = readSnapshot(dir, logId, partition);
  if (found === null) return null;
  try {
    return { shard: createInteractionShard({ from: found.body }), next: found.nextOffset };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
