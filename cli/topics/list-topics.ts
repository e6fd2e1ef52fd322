import type { EventLog } from '#log/event-log.ts';
import { topics } from '#log/topics.ts';

/** The topics with their log id, how long they keep records, and where each partition begins and ends. */
export async function listTopics(log: EventLog) {
  return Promise.all(
    Object.entries(topics).map(async ([topic, settings]) => {
      const { logId, partitions, retentionMs = settings.retentionMs } = await log.describe(topic);
      return {
        topic,
        logId,
        retentionMs,
        compacted: settings.compacted,
        partitions: partitions.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) })),
      };
    }),
  );
}
