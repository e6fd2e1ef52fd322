import { describeCluster, refusalAt } from '#log/kafka/describe-cluster.ts';
import { type BrokerConfig, brokerTopics, connectionOf } from '../open-broker-log.ts';
import { type Finding, problem } from './finding.ts';
import { isRedpanda, judgeAddresses, judgeBrokers } from './judge-cluster.ts';
import { judgeTopic } from './judge-topic.ts';

const requestTimeoutMs = 5_000;

/** Examines the brokers and our topics on them. `hasTopics`: they answer and have all our topics, so the log can be opened without making any. */
export async function examineCluster(config: BrokerConfig): Promise<{ findings: Finding[]; hasTopics: boolean }> {
  const connection = { ...connectionOf(config), clientId: 'recomengine-doctor', requestTimeoutMs };
  const refusals = new Map(
    await Promise.all(
      connection.brokers.map(async (address) => [address, await refusalAt(address, connection)] as const),
    ),
  );
  const findings = judgeAddresses(refusals);
  const open = connection.brokers.filter((address) => refusals.get(address) === null);
  if (open.length === 0) return { findings, hasTopics: false };
  const topics = brokerTopics(config);
  const nameOf = (topic: string) => (config.kafkaTopicPrefix ?? '') + topic;
  try {
    const cluster = await describeCluster({ ...connection, brokers: open }, Object.keys(topics).map(nameOf));
    const around = { brokers: cluster.brokers.length, isRedpanda: isRedpanda(cluster) };
    findings.push(...judgeBrokers(cluster));
    for (const [topic, expected] of Object.entries(topics))
      findings.push(...judgeTopic(topic, cluster.topics.get(nameOf(topic)) ?? null, { expected, ...around }));
    return { findings, hasTopics: Object.keys(topics).every((topic) => cluster.topics.get(nameOf(topic)) != null) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const advice =
      'See what the brokers say in their logs; the login needs the right to describe topics and their settings.';
    return { findings: [...findings, problem('cluster', detail, advice)], hasTopics: false };
  }
}
