import { type EventLog, LogError, type LogRecord, type NewRecord, type Subscription } from '../event-log.ts';
import { topics as productTopics, type TopicSettings } from '../topics.ts';
import { type Appender, createAppender } from './appender.ts';
import { asLogError } from './failures.ts';
import { joinKafkaGroup } from './join-group.ts';
import { type ConnectionOptions, createCluster } from './kafkajs.ts';
import { readRange } from './read-range.ts';
import type { Compression } from './record-batch.ts';
import type { SchemaIds } from './schema-ids.ts';
import { startTail } from './tail.ts';
import { createTopicControl } from './topic-control.ts';
import { newTopic } from './topic-settings.ts';

export type KafkaLogOptions = Omit<ConnectionOptions, 'requestTimeoutMs'> & {
  /** Put before the names of topics and groups, if several installations share a cluster. */
  topicPrefix?: string;
  topics?: Readonly<Record<string, TopicSettings>>;
  /** Given if the schema registry beside the brokers has other ids than `schemas/registry.ts`. */
  schemaIds?: SchemaIds;
  /** Replicas of topics that are made here. Default: as many as there are brokers, three at most. */
  replicationFactor?: number;
  /** How long an append waits for others to share its request; with 0 only those of the same turn of the event loop do. */
  lingerMs?: number;
  compression?: Compression;
  appendTimeoutMs?: number;
  requestTimeoutMs?: number;
  /** If the group has heard nothing of a member for so long, it takes it for dead. */
  sessionTimeoutMs?: number;
  heartbeatMs?: number;
  rebalanceTimeoutMs?: number;
  onAppend?: (latencyMs: number, records: number) => void;
  /** Called when something failed that is tried again without the caller: for logs and metrics. What ends a subscription goes to its `onLost`. */
  onError?: (error: LogError) => void;
};

const defaults = {
  // docs/benchmarks.md has what was measured for these two.
  lingerMs: 5,
  compression: 'zstd',
  appendTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  sessionTimeoutMs: 15_000,
  heartbeatMs: 1_000,
  rebalanceTimeoutMs: 30_000,
} as const;
/** How often a subscription checks that its topic is still the same log. */
const guardEveryMs = 5_000;
const stallMs = 30_000;

/**
 * Opens the log on a cluster of Kafka (2.3 and newer) or Redpanda, and makes the topics that do not exist. Throws `LogError`: `unavailable`
 * if no broker answers or one refuses us, `corrupt` if a topic carries no log id.
 *
 * Each record is appended by an idempotent producer and acknowledged by all in-sync replicas. No offset is ever committed to a broker.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const settings = { ...defaults, ...options };
  const prefix = options.topicPrefix ?? '';
  const topics: Readonly<Record<string, TopicSettings>> = options.topics ?? productTopics;
  const onError = options.onError ?? (() => {});
  const newCluster = (role: string) => createCluster({ ...settings, clientId: `${options.clientId}-${role}` });

  const control = createTopicControl(newCluster('control'));
  const producing = newCluster('append');
  const appenders = new Map<string, Appender>();
  const open = new Set<Subscription>();
  let closed: Promise<void> | null = null;

  const nameOf = (topic: string): string => {
    if (closed !== null) throw new LogError('closed', 'the log was closed');
    if (topics[topic] === undefined) throw new LogError('unavailable', `the log has no topic ${topic}`);
    return prefix + topic;
  };
  const keep = (subscription: Subscription): Subscription => {
    open.add(subscription);
    return {
      async close() {
        open.delete(subscription);
        await subscription.close();
      },
    };
  };

  try {
    await control.create((brokers) =>
      Object.entries(topics).map(([topic, of]) => newTopic(prefix + topic, of, brokers, options.replicationFactor)),
    );
    await producing.connect();
    await producing.addMultipleTargetTopics(Object.keys(topics).map((topic) => prefix + topic));
    for (const topic of Object.keys(topics)) {
      await control.logId(prefix + topic);
      const { lingerMs, compression, appendTimeoutMs: timeoutMs, onAppend } = settings;
      appenders.set(
        topic,
        createAppender({
          cluster: producing,
          topic: prefix + topic,
          lingerMs,
          compression,
          timeoutMs,
          onAppend,
          onError,
        }),
      );
    }
  } catch (error) {
    await Promise.all([control.close(), producing.disconnect()]);
    throw asLogError(error, `opening the log at ${options.brokers.join(', ')}`);
  }

  const rewriting = options.schemaIds?.areOurs === false ? options.schemaIds : null;
  const toRegistry = (record: NewRecord): NewRecord =>
    rewriting === null || record.value === null ? record : { ...record, value: rewriting.toRegistry(record.value) };
  const toOurs = (records: LogRecord[]): LogRecord[] => {
    if (rewriting !== null) for (const { value } of records) if (value !== null) rewriting.toOurs(value);
    return records;
  };

  const subscribing = { control, newCluster, toOurs, guardEveryMs, stallMs, onError, settings };
  return {
    async describe(topic) {
      return control.describe(nameOf(topic));
    },
    async append(topic, records) {
      nameOf(topic);
      return appenders.get(topic)!.append(records.map(toRegistry));
    },
    async read(topic, partition, from, limits = {}) {
      const name = nameOf(topic);
      const [logId, range] = await Promise.all([
        control.logId(name),
        control.withLeader(name, partition, (broker) => readRange(broker, name, partition, from, limits)),
      ]);
      return { topic, logId, partition, ...range, records: toOurs(range.records) };
    },
    async tail(topic, from, onBatch, { onLost = () => {}, ...limits } = {}) {
      return keep(await startTail({ ...subscribing, topic, name: nameOf(topic), from, onBatch, onLost, limits }));
    },
    async joinGroup(group, names, handlers, { onLost = () => {}, ...limits } = {}) {
      const named = new Map(names.map((topic) => [nameOf(topic), topic]));
      return keep(joinKafkaGroup({ ...subscribing, groupId: prefix + group, topics: named, handlers, onLost, limits }));
    },
    close() {
      closed ??= (async () => {
        await Promise.all([...open].map((subscription) => subscription.close()));
        await Promise.all([...appenders.values()].map((appender) => appender.close()));
        await Promise.all([producing.disconnect(), control.close()]);
      })();
      return closed;
    },
  };
}
