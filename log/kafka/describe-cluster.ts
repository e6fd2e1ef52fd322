import { asLogError } from './failures.ts';
import { type ApiVersions, type Cluster, type ConnectionOptions, createCluster } from './kafkajs.ts';
import { type ClusterMetadata, fetchMetadata, type PartitionMetadata } from './requests.ts';
import { readTopicSettings } from './topic-settings.ts';

/** What the brokers say of themselves; whether that is good enough is judged elsewhere (`cli/doctor`). */
export type ClusterDescription = Pick<ClusterMetadata, 'clusterId' | 'controller'> & {
  brokers: BrokerDescription[];
  /** By name; null if the brokers know no topic of that name. */
  topics: Map<string, TopicDescription | null>;
};

/** If a broker of the cluster does not answer us, `versions` is null and `reason` says why. */
export type BrokerDescription = { nodeId: number; address: string; versions: ApiVersions | null; reason: string };

/** `settings` holds those of `describedSettings` that this kind of broker knows. */
export type TopicDescription = { partitions: PartitionMetadata[]; settings: Map<string, string> };

/** Settings of a topic that decide whether records can be lost. Only Redpanda has `write.caching`; only Kafka has `flush.messages` and the one of elections. */
const describedSettings = [
  'retention.ms',
  'cleanup.policy',
  'min.insync.replicas',
  'max.message.bytes',
  'message.timestamp.type',
  'unclean.leader.election.enable',
  'flush.messages',
  'write.caching',
] as const;

/** Asks the brokers about themselves and these topics, and changes nothing. Throws `LogError` if no broker answers. */
export async function describeCluster(
  options: ConnectionOptions,
  topics: readonly string[],
): Promise<ClusterDescription> {
  const cluster = createCluster(options);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const broker = await cluster.findBroker({ nodeId: Number(cluster.getNodeIds()[0]) });
    const metadata = await fetchMetadata(broker, topics);
    const described = new Map<string, TopicDescription | null>();
    for (const { topic, failure, partitions } of metadata.topics) {
      if (failure !== null && failure.type !== 'UNKNOWN_TOPIC_OR_PARTITION' && partitions.length === 0) throw failure;
      const settings = partitions.length === 0 ? null : await readTopicSettings(broker, topic, describedSettings);
      described.set(topic, settings === null ? null : { partitions, settings });
    }
    const brokers = await Promise.all(
      metadata.brokers.map(async ({ nodeId, host, port }) => ({
        nodeId,
        address: `${host}:${port}`,
        ...(await versionsOf(cluster, nodeId)),
      })),
    );
    const { clusterId, controller } = metadata;
    return { clusterId, controller, brokers: brokers.sort((a, b) => a.nodeId - b.nodeId), topics: described };
  } catch (error) {
    throw asLogError(error, `asking the brokers at ${options.brokers.join(', ')}`);
  } finally {
    await cluster.disconnect();
  }
}

async function versionsOf(cluster: Cluster, nodeId: number): Promise<Pick<BrokerDescription, 'versions' | 'reason'>> {
  try {
    const broker = await cluster.findBroker({ nodeId });
    return { versions: await broker.apiVersions(), reason: '' };
  } catch (error) {
    return { versions: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Returns why we cannot connect to one address of `KAFKA_BROKERS`, or null if we can. Any one of them is enough to find the whole cluster. */
export async function refusalAt(address: string, options: Omit<ConnectionOptions, 'brokers'>): Promise<string | null> {
  const cluster = createCluster({ ...options, brokers: [address] });
  try {
    await cluster.connect();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await cluster.disconnect();
  }
}

/** The versions of Kafka's requests that we send. Of our own requests there is one version; kafkajs takes the newest that it and the broker know. */
export const sentRequests = [
  { name: 'Produce', number: 0, from: 7, to: 7 },
  { name: 'Fetch', number: 1, from: 11, to: 11 },
  { name: 'ListOffsets', number: 2, from: 1, to: 3 },
  { name: 'Metadata', number: 3, from: 6, to: 6 },
  { name: 'FindCoordinator', number: 10, from: 0, to: 2 },
  { name: 'JoinGroup', number: 11, from: 0, to: 5 },
  { name: 'Heartbeat', number: 12, from: 0, to: 3 },
  { name: 'LeaveGroup', number: 13, from: 0, to: 3 },
  { name: 'SyncGroup', number: 14, from: 0, to: 3 },
  { name: 'CreateTopics', number: 19, from: 0, to: 3 },
  { name: 'InitProducerId', number: 22, from: 0, to: 1 },
  { name: 'DescribeConfigs', number: 32, from: 0, to: 2 },
] as const;

/** Returns the requests that we send and that a broker with these versions does not accept. */
export function missingRequests(versions: ApiVersions): string[] {
  return sentRequests.flatMap(({ name, number, from, to }) => {
    const known = versions[number];
    return known !== undefined && known.maxVersion >= from && known.minVersion <= to ? [] : [name];
  });
}
