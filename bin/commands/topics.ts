import { Argument, type Command, Option } from 'commander';
import { parseTime, timeWanted } from '#cli/evaluate/parse-time.ts';
import { openLogReader } from '#cli/open-log-reader.ts';
import { listTopics } from '#cli/topics/list-topics.ts';
import { readTopic, startsOf } from '#cli/topics/read-topic.ts';
import { createRecordFilter, recordTypes } from '#cli/topics/record-filter.ts';
import { recordLine } from '#cli/topics/record-line.ts';
import type { LogRecord } from '#log/event-log.ts';
import { topics } from '#log/topics.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { UsageError } from '../exit-codes.ts';
import { print, readerGone, writeLine } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';
import { withTenant } from './with-tenant.ts';

type Filters = Flags & { tenant?: string; space: string; id?: string; type?: string; from?: string; until?: string };

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
  filtered(command.command('export').description('records of a topic as decoded JSON lines'))
    .option('--until <time>', 'before when they were appended')
    .action(async (topic: string, flags: Filters) => {
      const isWanted = await filterOf(topic, flags);
      const appended = { fromMs: timeOf('--from', flags.from), untilMs: timeOf('--until', flags.until) };
      if (appended.fromMs !== null && appended.untilMs !== null && appended.fromMs >= appended.untilMs)
        throw new UsageError(
          `--from ${flags.from} is not before --until ${flags.until}: nothing was appended between them`,
        );
      const log = await openLogReader(configOf(flags));
      for await (const { partition, record } of readTopic(log, topic, appended))
        if (isWanted(record) && !(await writeLine(recordLine(topic, partition, record)))) break;
      await log.close();
    });
  filtered(command.command('tail').description('new records of a topic as decoded JSON lines, until Ctrl-C')).action(
    async (topic: string, flags: Filters) => {
      const isWanted = await filterOf(topic, flags);
      const fromMs = timeOf('--from', flags.from);
      if (fromMs !== null && fromMs > Date.now())
        throw new UsageError(`--from ${flags.from} is to come: leave it out to see what comes from now on`);
      const log = await openLogReader(configOf(flags));
      await log.tail(topic, await startsOf(log, topic, fromMs), async ({ partition, records }) => {
        for (const record of records) if (isWanted(record)) await writeLine(recordLine(topic, partition, record));
      });
      await Promise.race([readerGone(), untilStopped()]);
      await log.close();
    },
  );
}

const filtered = (command: Command): Command =>
  common(
    command
      .addArgument(new Argument('<topic>', 'of the log').choices(Object.keys(topics)))
      .option('--tenant <name or id>', 'of the running product: only its records')
      .addOption(new Option('--space <space>', 'of the tenant').choices(['live', 'test', 'both']).default('both'))
      .option('--id <id>', 'only of this shopper; of topic catalog, this product')
      .option('--type <types>', `only these, separated by commas: ${recordTypes.join(', ')}`)
      .option('--from <time>', `from when on they were appended: ${timeWanted}, or a date`),
  );

async function filterOf(topic: string, flags: Filters): Promise<(record: LogRecord) => boolean> {
  const types = flags.type?.split(',').map((type) => type.trim()) ?? null;
  const unknown = types?.find((type) => !recordTypes.includes(type));
  if (unknown !== undefined) throw new UsageError(`--type ${unknown}: wanted is one of ${recordTypes.join(', ')}`);
  if (types !== null && topic !== 'events') throw new UsageError(`--type is for topic events: ${topic} has one type`);
  if (flags.tenant === undefined && flags.space !== 'both') throw new UsageError('--space needs --tenant');
  return createRecordFilter({ scopes: await scopesOf(flags), id: flags.id ?? null, types });
}

async function scopesOf({ tenant, space, ...flags }: Filters): Promise<number[] | null> {
  if (tenant === undefined) return null;
  const scopes: number[] = [];
  await withTenant(configOf(flags), tenant, async (database, tenantId) => {
    for (const one of ['live', 'test'] as const)
      if (space === 'both' || space === one) scopes.push(await findScope(database, tenantId, one));
  });
  return scopes;
}

function timeOf(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const timeMs = parseTime(text);
  if (timeMs === undefined) throw new UsageError(`${flag} ${text}: wanted is ${timeWanted}, or a date`);
  return timeMs;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
