import { setPositions } from '#stores/offsets/group-positions.ts';
import { registerLog } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { CopiedTopic } from './copy-topic.ts';
import { MoveRefused } from './move-errors.ts';

/**
 * Sets the position of each group to the end of the copy, in one transaction. It was at the end of the former log, so no record is loaded again.
 *
 * All other positions stay those of the former log. Events and dead letters belong to the log that they came from, catalog items to the change
 * that made them; erasures and rebuilds of that log are finished. Only a request that has just appended a catalog change asks for its
 * outcome. Co-occurrence goes on from the last checkpoint of the log before (`cooccurrence/restore-checkpoint.ts`), attribution looks into
 * all logs of a lower number. Throws `MoveRefused` if the new log does not have the higher number.
 */
export async function writePositions(
  database: Database,
  topics: readonly (CopiedTopic & { group: string })[],
): Promise<void> {
  await database.transaction(async (client) => {
    for (const { topic, group, fromLogId, toLogId, partitions } of topics) {
      const former = await registerLog(client, topic, fromLogId, partitions.length);
      const log = await registerLog(client, topic, toLogId, partitions.length);
      if (log < former)
        throw new MoveRefused(
          `the broker's topic ${topic} was read before this log was made: delete it there, or name others by --kafka-topic-prefix`,
        );
      await setPositions(client, { group, topic, log }, partitions);
    }
  });
}
