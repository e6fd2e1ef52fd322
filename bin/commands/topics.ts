import { Argument, type Command } from 'commander';
import { openLogReader } from '#cli/open-log-reader.ts';
import { listTopics, readTopic, recordLine } from '#cli/topics.ts';
import { topics } from '#log/topics.ts';
import { print, readerGone, writeLine } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';

/** `recomengine topics …`: reads the log. */
export function addTopicCommands(command: Command): void {
  common(command.command('list').description('topics, their log id, and where each partition begins and ends')).action(
    async (flags: Flags) => {
      const log = await openLogReader(configOf(flags));
      const found = await listTopics(log);
      print(
        flags,
        found,
        found
          .map(
            ({ topic, logId, partitions }) =>
              `${topic} ${logId}\n${partitions.map(({ partition, low, high }) => `  ${partition}: ${low} to ${high}`).join('\n')}`,
          )
          .join('\n'),
      );
      await log.close();
    },
  );
  common(
    command.command('export').description('every record of a topic as decoded JSON lines').addArgument(topicArgument()),
  ).action(async (topic: string, flags: Flags) => {
    const log = await openLogReader(configOf(flags));
    for await (const line of readTopic(log, topic)) if (!(await writeLine(line))) break;
    await log.close();
  });
  common(
    command
      .command('tail')
      .description('new records of a topic as decoded JSON lines, until Ctrl-C')
      .addArgument(topicArgument()),
  ).action(async (topic: string, flags: Flags) => {
    const log = await openLogReader(configOf(flags));
    const { partitions } = await log.describe(topic);
    await log.tail(topic, new Map(partitions.map(({ partition, high }) => [partition, high])), async (batch) => {
      for (const record of batch.records) await writeLine(recordLine(topic, batch.partition, record));
    });
    await Promise.race([readerGone(), untilStopped()]);
    await log.close();
  });
}

const topicArgument = () => new Argument('<topic>', 'of the log').choices(Object.keys(topics));

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
