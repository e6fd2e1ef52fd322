import { keepDoing } from '#runtime/keep-doing.ts';
import { LogError } from '../event-log.ts';
import type { Follower, Progress } from './follower.ts';
import { stalledPartitions } from './stalled.ts';
import type { TopicControl } from './topic-control.ts';

export type GuardOptions = {
  control: Pick<TopicControl, 'logId' | 'watermarks'>;
  topic: string;
  logId: string;
  follower: Pick<Follower, 'progress'>;
  /** How often the log's id is asked for. */
  everyMs: number;
  /** How long a partition may stand still while it has records to fetch. */
  stallMs: number;
  onLost(error: LogError): void;
};

/**
 * Checks, over connections of its own, that a follower still reads the log that it began with, and that it gets on. If a topic is deleted and
 * made again under its name, a fetch does not notice once the new topic is as long as the old one was.
 */
export function guard(options: GuardOptions): { stop(): Promise<void> } {
  const { control, topic, follower } = options;
  let look: { at: number; progress: Map<number, Progress>; ends: Map<number, bigint> } | null = null;

  const findFault = async (): Promise<LogError | null> => {
    const logId = await control.logId(topic);
    if (logId !== options.logId)
      return new LogError('out_of_range', `topic ${topic} is another log now: ${logId}, not ${options.logId}`);
    const at = performance.now();
    if (look !== null && at - look.at < options.stallMs) return null;
    const progress = follower.progress();
    const stalled = look === null ? [] : stalledPartitions(look.progress, look.ends, progress);
    look = { at, progress, ends: await control.watermarks(topic, 'high') };
    if (stalled.length === 0) return null;
    const seconds = options.stallMs / 1_000;
    return new LogError('unavailable', `partitions ${stalled} of ${topic} were held for ${seconds} s and not fetched`);
  };

  const guarding = keepDoing(
    async (signal) => {
      const fault = await findFault().catch((error: unknown) =>
        // If the brokers do not answer, nothing is known. If the topic has no id, it is another one.
        error instanceof LogError && error.code === 'corrupt' ? error : null,
      );
      if (fault === null || signal.aborted) return;
      void guarding.close();
      options.onLost(fault);
    },
    { firstAfterMs: 0, everyMs: options.everyMs, onError: () => {} },
  );
  return { stop: guarding.close };
}
