import type { EventLog, LogError } from '#log/event-log.ts';
import { type KafkaLogOptions, openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import { agreeOnSchemaIds } from '#log/kafka/schema-ids.ts';
import { createSchemaRegistry } from '#log/kafka/schema-registry.ts';
import { type TopicName, type TopicSettings, topicsOf } from '#log/topics.ts';
import type { Config } from '#runtime/config.ts';
import { parseDuration } from '#runtime/duration.ts';
import { registeredSchemas } from '#schemas/registry.ts';

/** A configuration that names brokers. */
export type BrokerConfig = Config & { kafkaBrokers: string };

export function isOnBroker(config: Config): config is BrokerConfig {
  return config.kafkaBrokers !== null;
}

/** Every topic as this installation is to have it. */
export function configuredTopics({ logRetention, logPartitions }: Config): Record<TopicName, TopicSettings> {
  return topicsOf({ retentionMs: parseDuration(logRetention) ?? null, partitions: logPartitions });
}

/** The log on the brokers that are configured, and our schemas in their registry, where there is one. Throws `LogError`. */
export async function openBrokerLog(
  config: BrokerConfig,
  clientId: string,
  hooks: { onAppend?: (ms: number) => void; onError?: (error: LogError) => void } = {},
): Promise<EventLog> {
  const topics = configuredTopics(config);
  return openKafkaLog({
    ...connectionOf(config),
    ...hooks,
    clientId,
    topicPrefix: config.kafkaTopicPrefix ?? '',
    // A broker compacts by key alone: a refused creation would stand in for the product.
    topics: { ...topics, catalog: { ...topics.catalog, compacted: false } },
    ...(config.kafkaReplicationFactor === 0 ? {} : { replicationFactor: config.kafkaReplicationFactor }),
    ...(config.schemaRegistryUrl === null ? {} : { schemaIds: await agreeWith(config.schemaRegistryUrl) }),
  });
}

function connectionOf(config: BrokerConfig): Pick<KafkaLogOptions, 'brokers' | 'tls' | 'sasl'> {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  const connection = { brokers: config.kafkaBrokers.split(',').map((broker) => broker.trim()), tls: config.kafkaTls };
  if (mechanism === 'none' || username === null || password === null) return connection;
  return { ...connection, sasl: { mechanism, username, password } as KafkaLogOptions['sasl'] & object };
}

function agreeWith(registryUrl: string): ReturnType<typeof agreeOnSchemaIds> {
  const { origin, pathname, username, password } = new URL(registryUrl);
  const registry = createSchemaRegistry({
    url: origin + pathname,
    ...(username === '' ? {} : { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
  });
  return agreeOnSchemaIds(registry, registeredSchemas);
}
