import type { NewTopic } from './kafkajs.ts';
import { logIdSetting, newLogIdValue } from './log-id.ts';

export type TopicSettings = { partitions: number; retentionMs: number | null; compacted?: boolean };

/** Larger than any record and any batch that the appender makes. */
export const maxMessageBytes = 1 << 20;
const maxReplicas = 3;

/**
 * The request that makes a topic, with a new log id. Replicas: as many as there are brokers, three at most; an append counts once a
 * majority of them has it (`min.insync.replicas`). Where one broker alone keeps the topic, it must be on its disk before it counts
 * (`flush.messages`): Kafka leaves that to the replicas. Redpanda always syncs and passes both settings over.
 */
export function newTopic(
  topic: string,
  settings: TopicSettings,
  brokers: number,
  replicationFactor = Math.min(maxReplicas, brokers),
): NewTopic {
  const configEntries = [
    [logIdSetting, newLogIdValue()],
    ['retention.ms', String(settings.retentionMs ?? -1)],
    ['cleanup.policy', settings.compacted === true ? 'compact' : 'delete'],
    ['min.insync.replicas', String(Math.floor(replicationFactor / 2) + 1)],
    ['max.message.bytes', String(maxMessageBytes)],
    // The broker's time, not the writer's: retention must not depend on the clocks of our instances.
    ['message.timestamp.type', 'LogAppendTime'],
    ...(replicationFactor === 1 ? [['flush.messages', '1']] : []),
  ].map(([name = '', value = '']) => ({ name, value }));
  return { topic, numPartitions: settings.partitions, replicationFactor, configEntries };
}
