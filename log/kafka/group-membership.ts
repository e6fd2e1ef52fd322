import { setTimeout as delay } from 'node:timers/promises';
import { LogError } from '../event-log.ts';
import { assign, assignmentProtocol, decodeAssignment, encodeSubscription } from './assign.ts';
import { asLogError, mayPass, recover } from './failures.ts';
import type { Broker, Cluster, KafkaFailure } from './kafkajs.ts';

/** One stay in a consumer group, from one assignment to the next. */
export type Generation = {
  partitions: ReadonlyMap<string, readonly number[]>;
  /**
   * Whether the group can still count us in: the last heartbeat that was answered is younger than the session. True does not replace a
   * fence; it is what a member can know by itself, also after it was stopped and went on (SIGSTOP, a laptop's sleep).
   */
  isCurrent(): boolean;
  /** Heartbeats now. Throws `LogError` where the group goes on without us. */
  heartbeat(): Promise<void>;
  /** Resolves when the partitions must be given back: a rebalance, or `error` where the membership is over. */
  ended: Promise<{ reason: 'rebalance' } | { reason: 'lost'; error: LogError }>;
  stopHeartbeats(): void;
};

export type GroupMembership = {
  /** Joins, or joins again after a rebalance, and learns what is ours. Waits for brokers as long as it takes, or until `signal`. */
  join(signal: AbortSignal): Promise<Generation>;
  leave(): Promise<void>;
};

export type MembershipOptions = {
  /** Of this membership's own: a join waits for the other members, and would hold up whatever comes behind it on its connection. */
  cluster: Cluster;
  groupId: string;
  topics: readonly string[];
  sessionTimeoutMs: number;
  heartbeatMs: number;
  /** How long a member may take to end its batches when the group is shared out anew. */
  rebalanceTimeoutMs: number;
  onError(error: LogError): void;
};

const firstRetryMs = 100;
const maxRetryMs = 2_000;

/**
 * Membership of a consumer group, without offsets: nothing is committed, positions are their owner's. Written on the requests of kafkajs
 * instead of its consumer, for three things that it does not give: the generation, a heartbeat that goes on by itself while a batch is long,
 * and an end of the membership that is told at once and undoes nothing behind our back.
 */
export function createGroupMembership(options: MembershipOptions): GroupMembership {
  const { cluster, groupId, topics } = options;
  let memberId = '';
  let coordinator: Broker | null = null;

  const joinOnce = async () => {
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.addMultipleTargetTopics(topics);
    coordinator = await cluster.findGroupCoordinator({ groupId });
    const joined = await coordinator.joinGroup({
      groupId,
      memberId,
      sessionTimeout: options.sessionTimeoutMs,
      rebalanceTimeout: options.rebalanceTimeoutMs,
      groupProtocols: [{ name: assignmentProtocol, metadata: encodeSubscription(topics) }],
    });
    memberId = joined.memberId;
    const isLeader = joined.leaderId === memberId;
    if (isLeader) await cluster.refreshMetadata();
    const partitionsOf = new Map(
      topics.map((topic) => [
        topic,
        cluster
          .findTopicPartitionMetadata(topic)
          .map(({ partitionId }) => partitionId)
          .sort((a, b) => a - b),
      ]),
    );
    const { memberAssignment } = await coordinator.syncGroup({
      groupId,
      memberId,
      generationId: joined.generationId,
      groupAssignment: isLeader ? assign(joined.members, partitionsOf) : [],
    });
    return { coordinator, generationId: joined.generationId, partitions: decodeAssignment(memberAssignment) };
  };

  const begin = ({
    coordinator: broker,
    generationId,
    partitions,
  }: Awaited<ReturnType<typeof joinOnce>>): Generation => {
    const ended = Promise.withResolvers<Awaited<Generation['ended']>>();
    let answeredAt = performance.now();
    let lost: LogError | null = null;
    const lose = (error: LogError) => {
      lost = error;
      ended.resolve({ reason: 'lost', error });
    };
    const isCurrent = () => lost === null && performance.now() - answeredAt < options.sessionTimeoutMs;
    let beat: Promise<void> | null = null;
    /** One at a time: brokers that do not answer must not gather them. */
    const heartbeat = () => {
      beat ??= sendHeartbeat().finally(() => {
        beat = null;
      });
      return beat;
    };
    const sendHeartbeat = async () => {
      const sentAt = performance.now();
      try {
        await broker.heartbeat({ groupId, memberId, groupGenerationId: generationId });
        answeredAt = sentAt;
      } catch (error) {
        const { type = '' } = error as KafkaFailure;
        if (type === 'REBALANCE_IN_PROGRESS') {
          // The session goes on until the others have waited long enough for us.
          answeredAt = sentAt;
          ended.resolve({ reason: 'rebalance' });
        } else if (/^(UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION|FENCED_INSTANCE_ID)$/.test(type)) {
          memberId = '';
          lose(new LogError('unavailable', `group ${groupId} goes on without this member: ${type}`, { cause: error }));
        } else if (/COORDINATOR/.test(type)) {
          // It moved to another broker, or the broker starts: the group is still there, and so are we.
          ended.resolve({ reason: 'rebalance' });
        } else {
          options.onError(asLogError(error, `heartbeat of group ${groupId}`));
          await recover(cluster).catch(() => {});
        }
      }
    };
    const beating = setInterval(() => {
      if (lost !== null) return;
      if (isCurrent()) void heartbeat();
      else {
        memberId = '';
        lose(new LogError('unavailable', `no heartbeat of group ${groupId} was answered for a session's time`));
      }
    }, options.heartbeatMs);
    return {
      partitions,
      isCurrent,
      async heartbeat() {
        await heartbeat();
        if (lost !== null) throw lost;
      },
      ended: ended.promise,
      stopHeartbeats: () => clearInterval(beating),
    };
  };

  return {
    async join(signal) {
      for (let failures = 0; ; failures++) {
        signal.throwIfAborted();
        try {
          return begin(await joinOnce());
        } catch (error) {
          const { type = '' } = error as KafkaFailure;
          if (/^(UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION)$/.test(type)) memberId = '';
          else if (type !== 'REBALANCE_IN_PROGRESS') {
            const failure = asLogError(error, `join of group ${groupId}`);
            if (!mayPass(error)) throw failure;
            if (failures === 0) options.onError(failure);
            await delay(Math.min(maxRetryMs, firstRetryMs * 2 ** failures), undefined, { signal }).catch(() => {});
            await recover(cluster).catch(() => {});
          }
        }
      }
    },
    async leave() {
      if (memberId !== '') await coordinator?.leaveGroup({ groupId, memberId }).catch(() => {});
      memberId = '';
    },
  };
}
