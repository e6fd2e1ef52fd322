import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '#log/event-log.ts';
import { type TopicName, topics } from '#log/topics.ts';
import { runProcessors } from '#processors/run-processors.ts';
import type { Logger } from '#runtime/logger.ts';
import { readPositions } from '#stores/offsets/offsets.ts';
import type { Database } from '#stores/postgres/database.ts';
import { MoveInterrupted, MoveRefused } from './move-errors.ts';

/** The group that keeps its positions in Postgres, by topic. */
export const groupOf = { events: 'loader', catalog: 'catalog' } as const satisfies Record<TopicName, string>;
export const topicNames = Object.keys(topics) as TopicName[];

const lookEveryMs = 100;

/**
 * Runs the processors in this process until they have loaded all of a log to which no process appends, then ends them. `onProgress` gets how
 * many records are left. Throws `MoveRefused` if a partition is stopped until an operator acts, `MoveInterrupted`.
 */
export async function drain(options: {
  log: EventLog;
  database: Database;
  logger: Logger;
  onProgress: (left: number) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { log, database, logger, onProgress, signal } = options;
  const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
  const processors = await runProcessors({ log, database, logger, metrics });
  try {
    for (;;) {
      const places = await processors.lag();
      const stopped = places.find(({ state }) => state === 'stopped');
      if (stopped !== undefined) throw new MoveRefused(`the log cannot be loaded whole: ${stopped.reason}`);
      const left = places.reduce((sum, { lag }) => sum + lag, 0);
      onProgress(left);
      if (left === 0 && places.every(({ state }) => state === 'running')) return;
      if (signal.aborted) throw new MoveInterrupted();
      await delay(lookEveryMs);
    }
  } finally {
    await processors.close();
  }
}

/** Whether the positions in Postgres are at the end of each partition. */
export async function isDrained(log: EventLog, database: Database): Promise<boolean> {
  for (const topic of topicNames) {
    const { logId, partitions } = await log.describe(topic);
    const positions = await readPositions(database, groupOf[topic], topic, logId);
    if (partitions.some(({ partition, high }) => positions.get(partition) !== high)) return false;
  }
  return true;
}
