import { setTimeout as delay } from 'node:timers/promises';
import { LogError, type TopicState } from '../event-log.ts';
import { asLogError, mayPass, recover } from './failures.ts';
import type { Broker, Cluster, NewTopic } from './kafkajs.ts';
import { logIdOf, logIdSetting } from './log-id.ts';
import { readTopicSettings, retentionOf, retentionSetting } from './topic-settings.ts';

/** Questions about topics. The brokers are asked each time; nothing is remembered but who leads each partition. */
export type TopicControl = {
  /** Makes the topics that do not exist yet. Several instances may call it at once. */
  create(topics: (brokers: number) => readonly NewTopic[]): Promise<void>;
  /** Returns the id of the log that is in this topic now. */
  logId(topic: string): Promise<string>;
  watermarks(topic: string, which: 'low' | 'high'): Promise<Map<number, bigint>>;
  describe(topic: string): Promise<TopicState>;
  /** Calls `work` with the leader of a partition, and again if that is not the leader any more. */
  withLeader<Answer>(topic: string, partition: number, work: (broker: Broker) => Promise<Answer>): Promise<Answer>;
  /** Questions under way are still answered, or throw `LogError('closed')`. */
  close(): Promise<void>;
};

/** A question is repeated for so long; an election takes seconds. */
const patienceMs = 10_000;
const retryEveryMs = 200;
const earliest = -2;
const latest = -1;

export function createTopicControl(cluster: Cluster): TopicControl {
  let isClosed = false;
  const asking = async <Answer>(doing: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (isClosed) throw new LogError('closed', `${doing}: the log was closed`);
        if (!mayPass(error) || performance.now() > deadline) throw asLogError(error, doing);
        await delay(retryEveryMs);
        await recover(cluster).catch(() => {});
      }
    }
  };

  const partitionsOf = async (topic: string) => {
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.addMultipleTargetTopics([topic]);
    const partitions = cluster.findTopicPartitionMetadata(topic);
    if (partitions.length === 0) throw new LogError('unavailable', `the brokers know no topic ${topic}`);
    return partitions;
  };

  const settingsOf = async (topic: string) => {
    const broker = await cluster.findBroker({ nodeId: Number(cluster.getNodeIds()[0]) });
    return readTopicSettings(broker, topic, [logIdSetting, retentionSetting]);
  };

  const identify = async (topic: string) => {
    // A topic that was made again may have other leaders and another count.
    await cluster.refreshMetadata();
    const partitions = await partitionsOf(topic);
    const settings = await settingsOf(topic);
    const logId = logIdOf(topic, settings.get(logIdSetting) ?? null, partitions.length);
    if (logId !== null) return { logId, retentionMs: retentionOf(settings.get(retentionSetting) ?? null) };
    throw new LogError(
      'corrupt',
      `topic ${topic} carries no log id: it was not made by us, or its ${logIdSetting} was changed. ` +
        `Give it the former value again, or, for a new topic, a random number from 2^52 to 2^53.`,
    );
  };

  const offsets = async (topic: string, timestamp: number) => {
    const byLeader = Map.groupBy(await partitionsOf(topic), ({ leader }) => leader);
    const found = new Map<number, bigint>();
    await Promise.all(
      [...byLeader].map(async ([nodeId, partitions]) => {
        const broker = await cluster.findBroker({ nodeId });
        const { responses } = await broker.listOffsets({
          replicaId: -1,
          isolationLevel: 0,
          topics: [{ topic, partitions: partitions.map(({ partitionId }) => ({ partition: partitionId, timestamp })) }],
        });
        for (const { partition, offset } of responses.flatMap((response) => response.partitions))
          found.set(partition, BigInt(offset));
      }),
    );
    return found;
  };

  const watermarks: TopicControl['watermarks'] = (topic, which) =>
    asking(`watermarks of ${topic}`, () => offsets(topic, which === 'low' ? earliest : latest));

  return {
    watermarks,
    logId: async (topic) => (await asking(`log id of ${topic}`, () => identify(topic))).logId,
    create: (topics) =>
      asking('making topics', async () => {
        if (!cluster.isConnected()) await cluster.connect();
        await cluster.refreshMetadata();
        for (const topic of topics(cluster.getNodeIds().length)) {
          if (await exists(cluster, topic.topic)) continue;
          const controller = await cluster.findControllerBroker();
          await controller.createTopics({ topics: [topic] }).catch(unlessItExists);
          await partitionsOf(topic.topic);
        }
      }),
    async describe(topic) {
      const { logId, retentionMs } = await asking(`log id of ${topic}`, () => identify(topic));
      // Ask for the low watermark first: if an append or a retention comes in between, the high one is still not below it.
      const low = await watermarks(topic, 'low');
      const high = await watermarks(topic, 'high');
      const partitions = [...low]
        .sort(([a], [b]) => a - b)
        .map(([partition, at]) => ({ partition, low: at, high: high.get(partition) ?? at }));
      return { logId, ...(retentionMs === undefined ? {} : { retentionMs }), partitions };
    },
    withLeader: (topic, partition, work) =>
      asking(`partition ${partition} of ${topic}`, async () => {
        const found = (await partitionsOf(topic)).find(({ partitionId }) => partitionId === partition);
        if (found === undefined) throw new LogError('out_of_range', `topic ${topic} has no partition ${partition}`);
        return work(await cluster.findBroker({ nodeId: found.leader }));
      }),
    close() {
      isClosed = true;
      return cluster.disconnect();
    },
  };
}

async function exists(cluster: Cluster, topic: string): Promise<boolean> {
  try {
    await cluster.addMultipleTargetTopics([topic]);
    return true;
  } catch (error) {
    if ((error as { type?: string }).type === 'UNKNOWN_TOPIC_OR_PARTITION') return false;
    throw error;
  }
}

function unlessItExists(error: unknown): void {
  const { errors = [error] } = error as { errors?: unknown[] };
  if (!errors.every((one) => (one as { type?: string }).type === 'TOPIC_ALREADY_EXISTS')) throw error;
}
