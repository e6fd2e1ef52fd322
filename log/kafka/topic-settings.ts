import type { TopicSettings } from '../topics.ts';
import type { Broker, NewTopic } from './kafkajs.ts';
import { logIdSetting, newLogIdValue } from './log-id.ts';

/** Larger than any record and any batch that the appender makes. */
export const maxMessageBytes = 1 << 20;
const maxReplicas = 3;
const topicResource = 2;
export const retentionSetting = 'retention.ms';

/**
 * Returns the request that makes a topic, with a new log id. The topic has as many replicas as there are brokers, three at most, and an append
 * is acknowledged once a majority of them has it (`min.insync.replicas`). If the topic has one replica alone, an append must be on its disk
 * first (`flush.messages`); by default Kafka relies on the other replicas instead. Redpanda always syncs and ignores both settings.
 */
export function newTopic(
  topic: string,
  settings: TopicSettings,
  brokers: number,
  replicationFactor = Math.min(maxReplicas, brokers),
): NewTopic {
  const configEntries = [
    [logIdSetting, newLogIdValue()],
    [retentionSetting, String(settings.retentionMs ?? -1)],
    ['cleanup.policy', settings.compacted === true ? 'compact' : 'delete'],
    ['min.insync.replicas', String(majorityOf(replicationFactor))],
    ['max.message.bytes', String(maxMessageBytes)],
    // The broker's time, not the writer's: retention must not depend on the clocks of our instances.
    ['message.timestamp.type', 'LogAppendTime'],
    ...(replicationFactor === 1 ? [['flush.messages', '1']] : []),
  ].map(([name = '', value = '']) => ({ name, value }));
  return { topic, numPartitions: settings.partitions, replicationFactor, configEntries };
}

/** How many replicas must have a record before it counts, so that any two such sets have one in common. */
export const majorityOf = (replicas: number): number => Math.floor(replicas / 2) + 1;

/** Returns these settings of a topic as they are in force, set or by default. Settings that this kind of broker does not know are left out. */
export async function readTopicSettings(
  broker: Pick<Broker, 'describeConfigs'>,
  topic: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const { resources } = await broker.describeConfigs({
    resources: [{ type: topicResource, name: topic, configNames: names }],
  });
  const entries = resources.flatMap(({ configEntries }) => configEntries);
  return new Map(
    entries.flatMap(({ configName, configValue }) =>
      configValue === null || !names.includes(configName) ? [] : [[configName, configValue] as const],
    ),
  );
}

/** Reads a value of `retention.ms`. Returns ms, null for ever, or undefined if the value is missing or no number. */
export function retentionOf(value: string | null): number | null | undefined {
  if (value === null || !/^-?\d+$/.test(value)) return undefined;
  return Number(value) < 0 ? null : Number(value);
}
