import { join } from 'node:path';
import { checkMove, giveUpMove } from '#cli/move/move-mark.ts';
import { configuredTopics, isOnBroker, openBrokerLog } from '#cli/open-broker-log.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog, LogError } from '#log/event-log.ts';
import type { Config } from '#runtime/config/settings.ts';
import type { Logger } from '#runtime/logger.ts';

/** The log of a process. `notify` tells it that another process has appended; on a broker's log it does nothing. */
export type ProcessLog = EventLog & { notify(topic: string, partition: number): void };

/** What a process does with the log. One process alone writes the embedded log. */
export type LogRole = 'writer' | 'reader';

/** Throws `LogMoved` or `MoveUnfinished` if a move to a broker forbids this log, and `LogError`. */
export async function openLog(
  config: Config,
  options: {
    name: string;
    role: LogRole;
    logger: Logger;
    onWatermark?: (topic: string, partition: number) => void;
    onAppend?: (ms: number) => void;
    /** Called when the log fails for good; the process cannot go on without it. */
    onFailure: (error: unknown) => void;
  },
): Promise<ProcessLog> {
  const { name, role, logger, onWatermark, onAppend, onFailure } = options;
  checkMove(config);
  if (isOnBroker(config)) {
    const onError = (error: LogError) => logger.warn({ err: error }, 'the broker has failed, and is asked again');
    const log = await openBrokerLog(config, name, { onError, ...(onAppend === undefined ? {} : { onAppend }) });
    return { ...log, notify: () => {} };
  }
  const dir = join(config.dataDir, 'log');
  if (role === 'reader') return openEmbeddedLog({ dir, role, isNotified: true });
  giveUpMove(config.dataDir);
  const log = await openEmbeddedLog({
    dir,
    role,
    synchronous: config.logSynchronous,
    topics: configuredTopics(config),
    onUntidy: (topic, reason) =>
      logger.warn({ topic, reason }, 'retention or compaction of the log has failed, and is tried again'),
    onFailure,
    ...(onWatermark === undefined ? {} : { onWatermark }),
    ...(onAppend === undefined ? {} : { onAppend }),
  });
  const { partitions } = await log.describe('events');
  if (partitions.length !== config.logPartitions)
    logger.warn(
      { configured: config.logPartitions, partitions: partitions.length },
      'this log keeps the partitions it was made with',
    );
  return log;
}
