import type { TopicDescription } from '#log/kafka/describe-cluster.ts';
import { majorityOf, maxMessageBytes, retentionOf } from '#log/kafka/topic-settings.ts';
import type { TopicSettings } from '#log/topics.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** What a topic is compared with: the settings of this installation, and the cluster around it. */
export type TopicExpectation = { expected: TopicSettings; brokers: number; isRedpanda: boolean };

/** Judges a topic on the brokers: its partitions, its replicas, what a crash may lose, how long it is kept. `found` is null if there is no such topic. */
export function judgeTopic(topic: string, found: TopicDescription | null, expectation: TopicExpectation): Finding[] {
  if (found === null)
    return [
      warning(
        `topic ${topic}`,
        'is not there',
        'The first process that starts makes it. Where processes run already, this is another cluster, or KAFKA_TOPIC_PREFIX differs.',
      ),
    ];
  return [
    judgePartitions(topic, found, expectation),
    ...judgeReplicas(topic, found, expectation),
    ...judgeDurability(topic, found, expectation),
    ...judgeSettings(topic, found, expectation),
  ];
}

function judgePartitions(topic: string, { partitions }: TopicDescription, { expected }: TopicExpectation): Finding {
  const check = `topic ${topic}`;
  const count = `${partitions.length} partition${partitions.length === 1 ? '' : 's'}`;
  if (partitions.length === expected.partitions) return fine(check, count);
  return warning(
    check,
    `${count}, and ${expected.partitions} are configured: a topic keeps those it was made with`,
    `Set RECOMENGINE_LOG_PARTITIONS to ${partitions.length}: adding partitions would make another log of it.`,
  );
}

/** Judges how many copies of each record there are, and whether all of them are in sync now. */
function judgeReplicas(
  topic: string,
  { partitions, settings }: TopicDescription,
  { brokers }: TopicExpectation,
): Finding[] {
  const check = `replicas ${topic}`;
  const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
  const needed = neededOf(settings);
  const found: Finding[] = [];
  const leaderless = partitions.filter(({ leader }) => leader === null);
  if (leaderless.length > 0)
    found.push(
      problem(
        check,
        `${listed(leaderless)} without a leader: nothing is appended there and nothing read`,
        'Start the brokers that have its replicas; the log of the controller says why none of them leads.',
      ),
    );
  const behind = partitions.filter(
    ({ leader, replicas, inSync }) => leader !== null && inSync.length < replicas.length,
  );
  const refusing = behind.filter(({ inSync }) => inSync.length < (needed ?? 1));
  const lacking = behind.filter((partition) => !refusing.includes(partition));
  if (refusing.length > 0)
    found.push(
      problem(
        check,
        `${listed(refusing)} with fewer replicas in sync than the ${needed} that an append needs: events are refused`,
        'Start the brokers that are away.',
      ),
    );
  if (lacking.length > 0)
    found.push(
      warning(
        check,
        `${listed(lacking)} with ${copies - Math.min(...lacking.map(({ inSync }) => inSync.length))} of ${copies} replicas not in sync`,
        'Start the brokers that are away, or wait until they have caught up: another loss may stop appends.',
      ),
    );
  if (copies === 1 && brokers > 1)
    found.push(
      warning(
        check,
        `one copy, on a cluster of ${brokers} brokers: the loss of one of them is the loss of what it has`,
        'Give it more replicas by kafka-reassign-partitions (Redpanda: rpk topic alter-config, replication.factor), and min.insync.replicas a majority of them.',
      ),
    );
  if (needed !== null && needed > copies)
    found.push(
      problem(
        check,
        `min.insync.replicas is ${needed}, and there are ${copies}: every append is refused`,
        `Set it to ${majorityOf(copies)}.`,
      ),
    );
  if (found.length > 0) return found;
  return [fine(check, `${copies} of each record${needed === null ? '' : `, ${needed} before an append counts`}`)];
}

/** Judges whether acknowledged records may be lost. */
function judgeDurability(
  topic: string,
  { partitions, settings }: TopicDescription,
  { isRedpanda }: TopicExpectation,
): Finding[] {
  const check = `durability ${topic}`;
  const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
  const needed = neededOf(settings);
  const found: Finding[] = [];
  if (isOn(settings.get('unclean.leader.election.enable')))
    found.push(
      problem(
        check,
        'unclean.leader.election.enable is true: a replica that lacks records may become the leader, and they are gone',
        'Set it to false for the topic.',
      ),
    );
  if (isOn(settings.get('write.caching')))
    found.push(
      problem(
        check,
        'write.caching is on: what is acknowledged is in memory, and a power cut takes it',
        'Set write.caching=false for the topic, or write_caching_default=disabled for the cluster.',
      ),
    );
  if (!isRedpanda && copies === 1 && settings.get('flush.messages') !== '1')
    found.push(
      problem(
        check,
        'one broker alone has it, and what it acknowledges is not on its disk yet (flush.messages is not 1): a power cut takes it',
        'Set flush.messages=1 for the topic, or give it replicas.',
      ),
    );
  if (copies > 1 && needed !== null && needed < majorityOf(copies))
    found.push(
      warning(
        check,
        `an append counts with ${needed} of ${copies} replicas: the loss of ${needed === 1 ? 'that broker' : 'those brokers'} may take it`,
        `Set min.insync.replicas=${majorityOf(copies)} for the topic.`,
      ),
    );
  if (found.length > 0) return found;
  if (isRedpanda)
    return [
      fine(
        check,
        'on the disks of a majority before it counts, unless Redpanda is in developer mode, which it does not tell',
      ),
    ];
  return [
    fine(check, copies === 1 ? 'on the disk before it counts' : `at ${needed ?? 'some'} brokers before it counts`),
  ];
}

/** Judges how long and how the topic keeps records, and which it takes. */
function judgeSettings(topic: string, { settings }: TopicDescription, { expected }: TopicExpectation): Finding[] {
  const check = `settings ${topic}`;
  const found: Finding[] = [];
  const retentionMs = retentionOf(settings.get('retention.ms') ?? null);
  if (retentionMs !== undefined && retentionMs !== expected.retentionMs)
    found.push(
      // Records that are to be kept for ever exist nowhere else.
      expected.retentionMs === null && topic !== 'events'
        ? problem(
            check,
            `kept for ${told(retentionMs)}, and it must be for ever: models that start later lack what went`,
            'Set retention.ms=-1 for the topic, then have every shop send its catalog again.',
          )
        : warning(
            check,
            `kept for ${told(retentionMs)}, and ${told(expected.retentionMs)} is configured: a topic keeps its own`,
            `Set retention.ms=${expected.retentionMs ?? -1} for the topic, or change RECOMENGINE_LOG_RETENTION.`,
          ),
    );
  const policy = settings.get('cleanup.policy');
  if (policy?.includes('compact'))
    found.push(
      problem(
        check,
        `cleanup.policy is ${policy}: a broker keeps the newest record of each key, whatever it says, and loses others`,
        'Set cleanup.policy=delete for the topic.',
      ),
    );
  const largest = settings.get('max.message.bytes');
  if (largest !== undefined && Number(largest) < maxMessageBytes)
    found.push(
      problem(
        check,
        `max.message.bytes is ${largest}, and we send up to ${maxMessageBytes}: appends of much at once are refused`,
        `Set max.message.bytes=${maxMessageBytes} for the topic.`,
      ),
    );
  const clock = settings.get('message.timestamp.type');
  if (clock !== undefined && clock !== 'LogAppendTime')
    found.push(
      warning(
        check,
        `message.timestamp.type is ${clock}: retention goes by the clocks of those who append`,
        'Set message.timestamp.type=LogAppendTime for the topic.',
      ),
    );
  if (found.length > 0) return found;
  return [fine(check, `kept for ${told(retentionMs ?? null)}, records of up to ${largest ?? 'any number of'} bytes`)];
}

/** Returns how many replicas an append needs; null if the brokers do not say, as Redpanda, which takes a majority. */
const neededOf = (settings: TopicDescription['settings']): number | null => {
  const value = settings.get('min.insync.replicas');
  return value === undefined ? null : Number(value);
};

const isOn = (value: string | undefined): boolean => /^(true|on|enabled)$/i.test(value ?? '');

const told = (retentionMs: number | null): string => (retentionMs === null ? 'ever' : `${retentionMs / 3_600_000} h`);

const listed = (partitions: readonly { partition: number }[]): string =>
  `partition${partitions.length === 1 ? '' : 's'} ${partitions.map(({ partition }) => partition).join(', ')}`;
