import { once } from 'node:events';
import { type GroupHandlers, LogError, type RecordBatch, type Subscription } from '../event-log.ts';
import { type Follower, follow } from './follower.ts';
import { createGroupMembership, type Generation } from './group-membership.ts';
import { guard } from './guard.ts';
import type { SubscriptionDeps } from './subscription.ts';

export type JoinGroupOptions = SubscriptionDeps & {
  groupId: string;
  /** Our name of each topic, by its name on the brokers. */
  topics: ReadonlyMap<string, string>;
  handlers: GroupHandlers;
  settings: { sessionTimeoutMs: number; heartbeatMs: number; rebalanceTimeoutMs: number };
};

/**
 * Joins a group and hands the records of its partitions to the handlers, until it is closed or the membership is lost: because a handler throws, a
 * position is not in the log, the session ran out, or a topic was made again. It never joins again after that; the caller is told by `onLost`
 * and decides.
 *
 * Positions come from `onAssigned` alone, once for each assignment. If one is beyond the watermarks, that is an error; it is never reset. In a
 * rebalance the member ends its running batches, calls `onRevoked`, and only then joins again.
 */
export function joinKafkaGroup(options: JoinGroupOptions): Subscription {
  const { handlers, groupId, settings } = options;
  const membershipCluster = options.newCluster('group');
  const membership = createGroupMembership({
    ...settings,
    cluster: membershipCluster,
    groupId,
    topics: [...options.topics.keys()],
    onError: options.onError,
  });
  const leaving = new AbortController();
  const over = once(leaving.signal, 'abort');
  let isOver = false;
  /** Called at once, before we wait for handlers: one that retries without end stops only when the caller, told by `onLost`, ends it. */
  const lose = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    leaving.abort();
    options.onLost(error);
  };

  const stay = async (generation: Generation) => {
    void generation.ended.then((end) => {
      if (end.reason === 'lost') lose(end.error);
    });
    const working: { stop(): Promise<void> }[] = [];
    const assigned: [string, readonly number[]][] = [];
    try {
      for (const [name, partitions] of generation.partitions) {
        const topic = options.topics.get(name);
        if (topic === undefined || partitions.length === 0 || leaving.signal.aborted) continue;
        const logId = await options.control.logId(name);
        assigned.push([topic, partitions]);
        const from = await handlers.onAssigned(topic, logId, partitions);
        await checkRange(name, from);
        if (!leaving.signal.aborted) working.push(work(generation, topic, name, logId, from));
      }
      if (!leaving.signal.aborted) handlers.onJoined?.();
      await Promise.race([generation.ended, over]);
    } catch (error) {
      lose(error);
    }
    try {
      // Heartbeats go on meanwhile, and the other members wait for us as long as a rebalance may take.
      await Promise.all(working.map((worker) => worker.stop()));
      for (const [topic, partitions] of assigned) await handlers.onRevoked(topic, partitions);
    } finally {
      generation.stopHeartbeats();
    }
  };

  const checkRange = async (name: string, from: ReadonlyMap<number, bigint>) => {
    const low = await options.control.watermarks(name, 'low');
    const high = await options.control.watermarks(name, 'high');
    for (const [partition, offset] of from) {
      const [begin, end] = [low.get(partition) ?? 0n, high.get(partition) ?? 0n];
      if (offset < begin || offset > end)
        throw new LogError(
          'out_of_range',
          `${groupId} stands at ${offset} of partition ${partition} of ${name}, which has ${begin} to ${end}`,
        );
    }
  };

  const work = (
    generation: Generation,
    topic: string,
    name: string,
    logId: string,
    from: ReadonlyMap<number, bigint>,
  ): { stop(): Promise<void> } => {
    const cluster = options.newCluster('fetch');
    const isOwned = () => !isOver && generation.isCurrent();
    const onBatch = async (batch: Pick<RecordBatch, 'partition' | 'records' | 'highWatermark'>) => {
      // If the process was stopped and goes on, it may have fetched this batch as a member that the group has given up.
      if (!generation.isCurrent()) await generation.heartbeat();
      await handlers.onBatch({ topic, logId, ...batch }, { isOwned, heartbeat: generation.heartbeat });
    };
    const { limits, toOurs, onError, control, guardEveryMs: everyMs, stallMs } = options;
    const follower: Follower = follow({ cluster, topic: name, from, limits, toOurs, onBatch, onLost: lose, onError });
    const guarding = guard({ control, topic: name, logId, follower, everyMs, stallMs, onLost: lose });
    return {
      async stop() {
        await Promise.all([follower.stop(), guarding.stop()]);
        await cluster.disconnect();
      },
    };
  };

  const run = async () => {
    try {
      while (!leaving.signal.aborted) await stay(await membership.join(leaving.signal));
    } catch (error) {
      if (!leaving.signal.aborted) lose(error);
    }
    await membership.leave();
    await membershipCluster.disconnect();
  };
  const running = run();

  return {
    async close() {
      isOver = true;
      leaving.abort();
      await running;
    },
  };
}
