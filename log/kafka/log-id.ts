import { randomBytes } from 'node:crypto';

/*
 * The id of a log must be made with the topic, be deleted with it, and be the same for everyone who asks. kafkajs does not know Kafka's own topic
 * ids, and Redpanda has no version of Metadata that tells them (8 is its newest; KIP-516 needs 10). So the id is kept in a setting of the topic:
 * `retention.bytes`, between 2^52 and 2^53. Nothing is ever dropped by it (4.5 petabytes a partition), each broker keeps and tells it,
 * a topic that is deleted and made again has another one or none, and it comes into being in the very request that makes the topic.
 *
 * What else was looked at: a first record (retention drops it, and offset 0 is taken), a topic of ids beside it (a recreated topic would
 * inherit its predecessor's), the cluster's id (says nothing about the topic, changes when a cluster is restored, and Redpanda has none
 * in its first seconds), `max.compaction.lag.ms` (some Redpandas drop it).
 *
 * The partition count and the partitioner are in the name: a topic that got more partitions is another log. A copy made by MirrorMaker
 * takes settings along and offsets not: leave `retention.bytes` out there (`config.properties.exclude`); the hash of the last record,
 * which each position keeps, would notice it too.
 */
export const logIdSetting = 'retention.bytes';

const least = 2n ** 52n;

/** Makes a value for `logIdSetting` that no other topic has. */
export function newLogIdValue(): string {
  return String(least + (randomBytes(8).readBigUInt64BE() & (least - 1n)));
}

/** Returns the id of the log in a topic with this setting, or null if the topic carries none. */
export function logIdOf(topic: string, settingValue: string | null, partitions: number): string | null {
  if (settingValue === null || !/^\d{16}$/.test(settingValue)) return null;
  const value = BigInt(settingValue);
  if (value < least || value >= 2n * least) return null;
  return `${topic}-${(value - least).toString(36)}-murmur2-${partitions}`;
}
