import type { EventLog, LogError } from '#log/event-log.ts';
import type { KafkaLogOptions } from '#log/kafka/open-kafka-log.ts';
import { agreeOnSchemaIds, type SchemaIds } from '#log/kafka/schema-ids.ts';
import { createSchemaRegistry, type SchemaRegistry } from '#log/kafka/schema-registry.ts';
import { type TopicName, type TopicSettings, topicsOf } from '#log/topics.ts';
import { parseDuration } from '#runtime/config/duration.ts';
import type { Config } from '#runtime/config/settings.ts';
import { registeredSchemas } from '#schemas/registry.ts';

/** A configuration that names brokers. */
export type BrokerConfig = Config & { kafkaBrokers: string };

export function isOnBroker(config: Config): config is BrokerConfig {
  return config.kafkaBrokers !== null;
}

/** Returns the settings that every topic is to have in this installation. */
export function configuredTopics({ logRetention, logPartitions }: Config): Record<TopicName, TopicSettings> {
  return topicsOf({ retentionMs: parseDuration(logRetention) ?? null, partitions: logPartitions });
}

/** Opens the log on the configured brokers, and registers our schemas in their registry if there is one. Throws `LogError`. */
export async function openBrokerLog(
  config: BrokerConfig,
  clientId: string,
  options: {
    onAppend?: (ms: number) => void;
    onError?: (error: LogError) => void;
    /** If given, the registry is not asked, and nothing is registered. */
    schemaIds?: SchemaIds;
  } = {},
): Promise<EventLog> {
  // Loaded only where there is a broker: its client's modules would take a twentieth of each start.
  const { openKafkaLog } = await import('#log/kafka/open-kafka-log.ts');
  const registry = options.schemaIds === undefined ? registryOf(config) : null;
  return openKafkaLog({
    ...connectionOf(config),
    clientId,
    topicPrefix: config.kafkaTopicPrefix ?? '',
    topics: brokerTopics(config),
    ...(config.kafkaReplicationFactor === 0 ? {} : { replicationFactor: config.kafkaReplicationFactor }),
    ...(registry === null ? {} : { schemaIds: await agreeOnSchemaIds(registry, registeredSchemas) }),
    ...options,
  });
}

/** Returns the settings of topics on a broker. None is compacted: a broker goes by the key alone, and would keep a refused creation in place of the product. */
export function brokerTopics(config: Config): Record<TopicName, TopicSettings> {
  const topics = configuredTopics(config);
  return { ...topics, catalog: { ...topics.catalog, compacted: false } };
}

/** Returns the addresses of the brokers, and the login for them. */
export function connectionOf(config: BrokerConfig): Pick<KafkaLogOptions, 'brokers' | 'tls' | 'sasl'> {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  const connection = { brokers: config.kafkaBrokers.split(',').map((broker) => broker.trim()), tls: config.kafkaTls };
  if (mechanism === 'none' || username === null || password === null) return connection;
  return { ...connection, sasl: { mechanism, username, password } as KafkaLogOptions['sasl'] & object };
}

/** Returns the schema registry of the brokers' readers; null if none is configured. */
export function registryOf({ schemaRegistryUrl }: Config): SchemaRegistry | null {
  if (schemaRegistryUrl === null) return null;
  const { origin, pathname, username, password } = new URL(schemaRegistryUrl);
  return createSchemaRegistry({
    url: origin + pathname,
    ...(username === '' ? {} : { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
  });
}
