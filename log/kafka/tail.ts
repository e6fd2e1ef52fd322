import type { RecordBatch, Subscription } from '../event-log.ts';
import { follow } from './follower.ts';
import { guard } from './guard.ts';
import type { SubscriptionDeps } from './subscription.ts';

export type TailOptions = SubscriptionDeps & {
  topic: string;
  /** The name of the topic on the brokers. */
  name: string;
  from: ReadonlyMap<number, bigint>;
  onBatch(batch: RecordBatch): Promise<void>;
};

/** Follows all partitions of a topic, outside of any group: the brokers see its fetches and nothing else of it. */
export async function startTail(options: TailOptions): Promise<Subscription> {
  const { control, topic, name } = options;
  const { logId, partitions } = await control.describe(name);
  const cluster = options.newCluster('tail');
  let isLost = false;
  const lose = (error: unknown) => {
    if (isLost) return;
    isLost = true;
    void follower.stop();
    options.onLost(error);
  };
  const follower = follow({
    cluster,
    topic: name,
    from: new Map(partitions.map(({ partition, low }) => [partition, options.from.get(partition) ?? low])),
    limits: options.limits,
    toOurs: options.toOurs,
    onBatch: (batch) => options.onBatch({ topic, logId, ...batch }),
    onLost: lose,
    onError: options.onError,
  });
  const { guardEveryMs: everyMs, stallMs } = options;
  const guarding = guard({ control, topic: name, logId, follower, everyMs, stallMs, onLost: lose });
  return {
    async close() {
      isLost = true;
      await Promise.all([follower.stop(), guarding.stop()]);
      await cluster.disconnect();
    },
  };
}
