import { setPositions } from '#stores/offsets/group-positions.ts';
import { registerLog } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { CopiedTopic } from './copy-topic.ts';
import { MoveRefused } from './move-errors.ts';

/**
 * In one transaction, each group stands at the end of the copy, as it stood at the end of the former log: nothing is loaded again.
 *
 * Whatever else keeps positions stays at those of the former log, by which it is found: events and dead letters are rows of the log that they came
 * by, catalog items of the change that made them, erasures and rebuilds are done with it. Outcomes of catalog changes are asked for only
 * by who has just appended one. Co-occurrence goes on from the last checkpoint of the log before (`cooccurrence/restore-checkpoint.ts`), attribution looks into
 * all logs of a lower number. Throws `MoveRefused` where the new log has not the higher number.
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
