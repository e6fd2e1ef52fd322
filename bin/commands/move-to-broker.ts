import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beginCopy, type CopiedTopic } from '#cli/move/copy-topic.ts';
import { drain, groupOf, isDrained, topicNames } from '#cli/move/drain.ts';
import { readMoveMark, writeMoveMark } from '#cli/move/move-mark.ts';
import { writePositions } from '#cli/move/write-positions.ts';
import { type BrokerConfig, configuredTopics, isOnBroker, openBrokerLog } from '#cli/open-broker-log.ts';
import { oneOrMany, several } from '#domain/several.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { type EventLog, LogError } from '#log/event-log.ts';
import type { Config } from '#runtime/config/settings.ts';
import { createLogger } from '#runtime/logger.ts';
import { retry } from '#runtime/retry.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { ownDataFolder } from '../data-folder.ts';
import { UsageError } from '../exit-codes.ts';
import { onStopSignal } from '../on-stop-signal.ts';
import { openPostgres } from '../open-postgres.ts';
import { print } from '../output.ts';
import { createSay } from '../say.ts';
import { configOf, type Flags, withSettings } from '../setting-options.ts';
import { orphansEndMs } from '../start.ts';
import { moveSnapshots, readSnapshotPositions } from './move-snapshots.ts';
import { withProgress } from './progress-bar.ts';

const name = 'move-to-broker';
const connections = 8;
const statementTimeoutMs = 60_000;
/** Neither retention nor compaction runs while the log is drained, so that no record goes before it is copied. */
const neverTidyMs = 2 ** 31 - 1;
const lockEveryMs = 250;

/** `recomengine move-to-broker`: moves the embedded log of a stopped product to a broker. */
export function addMoveToBrokerCommand(command: Command): void {
  withSettings(command)
    .option('--json', 'answer in JSON')
    .action(async (flags: Flags) => {
      const config = configOf(flags);
      if (!isOnBroker(config))
        throw new UsageError(`${name} needs to know the broker: set KAFKA_BROKERS, or give --kafka-brokers host:port`);
      const isJson = flags.json === true;
      const mark = readMoveMark(config.dataDir);
      if (mark?.state === 'done') {
        const { brokers, topicPrefix, at } = mark;
        print(
          flags,
          { isDone: true, wasDone: true, brokers, topicPrefix, at, topics: [] },
          `it was moved to ${brokers} at ${at} already: start it with KAFKA_BROKERS`,
        );
        return;
      }
      const startedAt = performance.now();
      const copied = await move(config, isJson);
      const topics = copied.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.length,
        records: Number(partitions.reduce((sum, { records }) => sum + records, 0n)),
      }));
      const seconds = (performance.now() - startedAt) / 1000;
      const counts = topics.map(({ topic, records }) => `${several(records, 'record')} of ${topic}`).join(', ');
      print(
        flags,
        { isDone: true, wasDone: false, ...destinationOf(config), topics, seconds },
        `moved in ${seconds.toFixed(1)} s: ${counts}. Start it with KAFKA_BROKERS=${config.kafkaBrokers} from now on`,
      );
    });
}

/** Throws `UsageError`, `FolderInUse`, `MoveRefused`, `MoveInterrupted`, `LogError`. If a run was interrupted, the next one goes on from there. */
async function move(config: BrokerConfig, isJson: boolean): Promise<CopiedTopic[]> {
  const dir = join(config.dataDir, 'log');
  if (!existsSync(join(dir, 'manifest.json')))
    throw new UsageError(`there is no embedded log in ${config.dataDir}: name the product's folder by --data-dir`);
  const say = createSay(isJson);
  const stopping = new AbortController();
  const { signal } = stopping;
  await using closing = new AsyncDisposableStack();
  const ownership = ownDataFolder(config.dataDir, null);
  closing.defer(() => ownership.release());
  onStopSignal(stopping, say);
  const postgres = await openPostgres(config, say, signal);
  closing.defer(() => postgres.stop());
  closing.defer(() => stopping.abort());
  const database = openDatabase({
    url: postgres.urls().processor,
    max: connections,
    applicationName: name,
    statementTimeoutMs,
  });
  closing.defer(() => database.close());

  return await withProgress(!isJson, async (onProgress) => {
    if (!(await isFrozen(config, dir, database))) {
      const left = await drainLog(config, dir, {
        database,
        onProgress,
        signal,
        isJson,
        wasKilled: ownership.wasKilled,
      });
      say(`${several(left, 'record')} ${oneOrMany(left, 'was', 'were')} left to load`);
      writeMoveMark(config.dataDir, { state: 'copying', ...destinationOf(config) });
    }
    // The log is frozen: without a writer nothing is appended, dropped or compacted.
    const from = await openEmbeddedLog({ dir, role: 'reader' });
    closing.defer(() => from.close());
    const events = await from.describe('events');
    const to = await openBrokerLog({ ...config, logPartitions: events.partitions.length }, name, {
      onError: (error) => say(`the broker has failed, and is asked again: ${error.message}`),
    });
    closing.defer(() => to.close());
    say('the log is loaded whole, and is copied');
    const copied = await copyAll({ config, from, to, onProgress, signal });
    await writePositions(
      database,
      copied.map((topic) => ({ ...topic, group: groupOf[topic.topic] })),
    );
    // From here on, models on the embedded log would not find their snapshots.
    writeMoveMark(config.dataDir, { state: 'copied', ...destinationOf(config) });
    for (const topic of copied) if (topic.topic === 'events') await moveSnapshots(config, topic);
    writeMoveMark(config.dataDir, { state: 'done', ...destinationOf(config) });
    return copied;
  });
}

const destinationOf = ({ kafkaBrokers: brokers, kafkaTopicPrefix }: BrokerConfig) => ({
  brokers,
  topicPrefix: kafkaTopicPrefix ?? '',
  at: new Date().toISOString(),
});

/** Whether an earlier run has drained the log, and no process has written it since. */
async function isFrozen({ dataDir }: Config, dir: string, database: Database): Promise<boolean> {
  if (readMoveMark(dataDir) === null) return false;
  const log = await openEmbeddedLog({ dir, role: 'reader' });
  try {
    return await isDrained(log, database);
  } finally {
    await log.close();
  }
}

type OnProgress = (phase: string, done: number, total: number | null) => void;

type DrainOptions = {
  database: Database;
  onProgress: OnProgress;
  signal: AbortSignal;
  isJson: boolean;
  wasKilled: boolean;
};

/** Opens the log as its writer, which makes durable what a crash may have left. Returns how many records there were to load. */
async function drainLog(
  config: Config,
  dir: string,
  { database, onProgress, signal, isJson, wasKilled }: DrainOptions,
): Promise<number> {
  const logger = createLogger({ name, level: config.logLevel, isJson: isJson || !process.stderr.isTTY });
  const options = { synchronous: config.logSynchronous, topics: configuredTopics(config), tidyMs: neverTidyMs };
  const deadline = performance.now() + (wasKilled ? orphansEndMs : 0);
  const log = await retry(() => openEmbeddedLog({ dir, role: 'writer', ...options }), {
    firstMs: lockEveryMs,
    maxMs: lockEveryMs,
    signal,
    isRetryable: (error) => error instanceof LogError && error.code === 'locked' && performance.now() < deadline,
  });
  let most = 0;
  try {
    await drain({
      log,
      database,
      logger,
      signal,
      onProgress(left) {
        most = Math.max(most, left);
        onProgress('load', most - left, most);
      },
    });
  } finally {
    await log.close();
  }
  return most;
}

type CopyAllOptions = {
  config: Config;
  from: EventLog;
  to: EventLog;
  onProgress: OnProgress;
  signal: AbortSignal;
};

/** Appends nothing before every topic is known to be empty, or to hold records of this move only. */
async function copyAll({ config, from, to, onProgress, signal }: CopyAllOptions) {
  const begun = [];
  for (const topic of topicNames) {
    const { logId, partitions } = await from.describe(topic);
    // A compacted topic has fewer records than this.
    const total = Number(partitions.reduce((sum, { low, high }) => sum + (high - low), 0n));
    let done = 0;
    const copy = await beginCopy({
      from,
      to,
      topic,
      signal,
      marks: topic === 'events' ? readSnapshotPositions(config, logId, partitions.length) : new Map(),
      onProgress(records) {
        done += records;
        onProgress(topic, done, total);
      },
    });
    begun.push({ topic, copy });
  }
  const copied = [];
  for (const { topic, copy } of begun) copied.push({ ...(await copy.finish()), topic });
  return copied;
}
