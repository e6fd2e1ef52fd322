import { setTimeout as delay } from 'node:timers/promises';
import { keepDoing } from '#runtime/keep-doing.ts';
import { LogError } from '../event-log.ts';
import { assign, assignmentProtocol, decodeAssignment, encodeSubscription } from './assign.ts';
import { asLogError, mayPass, recover } from './failures.ts';
import type { Broker, Cluster, KafkaFailure } from './kafkajs.ts';

/** The time of a member in its group from one assignment to the next. */
export type Generation = {
  partitions: ReadonlyMap<string, readonly number[]>;
  /**
   * Whether the group may still have us as a member: the last heartbeat that was answered is younger than the session. It does not replace a
   * fence; it is what a member can know by itself, also after its process was stopped and went on (SIGSTOP, a laptop's sleep).
   */
  isCurrent(): boolean;
  /** Sends a heartbeat now. Throws `LogError` if the group goes on without us. */
  heartbeat(): Promise<void>;
  /** Resolves when the partitions must be given back: for a rebalance, or with an error because the membership is over. */
  ended: Promise<{ reason: 'rebalance' } | { reason: 'lost'; error: LogError }>;
  stopHeartbeats(): void;
};

export type GroupMembership = {
  /** Joins, or joins again after a rebalance, and returns with the partitions that we got. Tries until the brokers answer, or until `signal`. */
  join(signal: AbortSignal): Promise<Generation>;
  leave(): Promise<void>;
};

export type MembershipOptions = {
  /** Used by this membership alone: a join waits for the other members, and holds up every later request on its connection. */
  cluster: Cluster;
  groupId: string;
  topics: readonly string[];
  sessionTimeoutMs: number;
  heartbeatMs: number;
  /** How long a member may take to end its batches in a rebalance. */
  rebalanceTimeoutMs: number;
  onError(error: LogError): void;
};

const firstRetryMs = 100;
const maxRetryMs = 2_000;

/**
 * Membership of a consumer group without offsets: nothing is committed, the owner of the positions keeps them. It is written on the requests of
 * kafkajs and not on its consumer, which lacks three things: it does not tell the generation, it sends no heartbeats during a long batch unless
 * it is asked to, and it does not tell at once that the membership is over, but joins again by itself.
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
    /** One at a time, so that they do not pile up while the brokers do not answer. */
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
          // We stay a member until the others have waited for us as long as a rebalance may take.
          answeredAt = sentAt;
          ended.resolve({ reason: 'rebalance' });
        } else if (/^(UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION|FENCED_INSTANCE_ID)$/.test(type)) {
          memberId = '';
          lose(new LogError('unavailable', `group ${groupId} goes on without this member: ${type}`, { cause: error }));
        } else if (/COORDINATOR/.test(type)) {
          // The coordinator moved to another broker, or is starting: the group is still there, and we are still in it.
          ended.resolve({ reason: 'rebalance' });
        } else {
          options.onError(asLogError(error, `heartbeat of group ${groupId}`));
          await recover(cluster).catch(() => {});
        }
      }
    };
    const beatOnce = () => {
      if (lost !== null) return;
      // Not waited for: brokers that do not answer must not keep us from seeing that the session has run out.
      if (isCurrent()) void heartbeat();
      else {
        memberId = '';
        lose(new LogError('unavailable', `no heartbeat of group ${groupId} was answered for a session's time`));
      }
    };
    const beating = keepDoing(beatOnce, { everyMs: options.heartbeatMs, onError: () => {} });
    return {
      partitions,
      isCurrent,
      async heartbeat() {
        await heartbeat();
        if (lost !== null) throw lost;
      },
      ended: ended.promise,
      stopHeartbeats: () => void beating.close(),
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
