import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { examine } from '#cli/doctor/examine.ts';
import { redrive } from '#cli/redrive.ts';
import { databaseUrlOf, NotRunning, openLogReader, openRunningDatabase } from '#cli/running-parts.ts';
import { listTopics, readTopic, recordLine } from '#cli/topics.ts';
import { topics } from '#log/topics.ts';
import { settings } from '#runtime/config/settings.ts';
import { listAllDeadLetters } from '#stores/dead-letters/list-all.ts';
import { migrate } from '#stores/postgres/migrate.ts';
import { prepareExternal } from '#stores/postgres/prepare-external.ts';
import { readOwner } from '../data-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, readerGone, writeLine } from '../output.ts';
import { configOf, type Flags, withSettings } from '../setting-options.ts';
import { start } from '../start.ts';
import { addAnalyticsCommand } from './analytics.ts';
import { addArchiveCommand } from './archive.ts';
import { addBenchCommand } from './bench.ts';
import { addExperimentCommands } from './experiment.ts';
import { addImportCommands } from './import.ts';
import { addMoveToBrokerCommand } from './move-to-broker.ts';
import { addRebuildCommand } from './rebuild.ts';
import { addSeedCommand } from './seed.ts';

/** Every command of `recomengine`. */
export function addCommands(program: Command): void {
  withSettings(program.command('start').description('run the whole product in the foreground; Ctrl-C stops it'))
    .option('--json', 'say on stdout in JSON when it is ready, and progress on stderr in JSON')
    .action(async (flags: Flags) => start(configOf(flags, true), flags.json === true));

  common(
    program.command('migrate').description('bring the database of a running data folder to the newest version'),
  ).action(async (flags: Flags) => {
    const config = configOf(flags);
    const urls = {
      owner: databaseUrlOf(config, 'postgres'),
      processor: databaseUrlOf(config, 'processor'),
      api: databaseUrlOf(config, 'api'),
    };
    const ran =
      config.databaseUrl === null
        ? await migrate({
            ownerUrl: urls.owner,
            processorPassword: config.postgresPassword,
            apiPassword: config.postgresPassword,
          })
        : await prepareExternal(urls);
    print(flags, { ran }, ran.length === 0 ? 'nothing to do' : ran.join('\n'));
  });

  addImportCommands(program, { common, configOf });
  addSeedCommand(program, { common, configOf });
  addBenchCommand(program);
  addExperimentCommands(program, { common, configOf, print });
  addTopicCommands(program.command('topics').description('the topics of the log'));

  const deadLetters = program.command('dead-letters').description('records that could not be used');
  common(
    deadLetters
      .command('redrive')
      .description('put letters back onto their topic, each once')
      .argument('<id...>', 'as `dead-letters list` gives them'),
  ).action(async (ids: string[], flags: Flags) => {
    const config = configOf(flags);
    const url = readOwner(config.dataDir)?.url ?? null;
    if (url === null) throw new NotRunning(config.dataDir);
    const { redriven, skipped } = await redrive(config, url, ids);
    print(flags, { redriven, skipped }, `${redriven.length} re-driven, ${skipped.length} skipped`);
    if (skipped.length > 0) process.exitCode = exitCodes.partly;
  });
  common(
    deadLetters
      .command('list', { isDefault: true })
      .description('the newest first')
      .addOption(new Option('--limit <number>', `how many, at most ${maxLetters}`).default(20).argParser(parseLimit)),
  ).action(async (flags: Flags & { limit: number }) => {
    const database = openRunningDatabase(configOf(flags), 'postgres');
    try {
      const rows = await listAllDeadLetters(database, flags.limit);
      print(
        flags,
        rows,
        rows.length === 0
          ? 'none'
          : rows
              .map(
                (row) =>
                  `${row.id} ${row.at.toISOString()} ${row.topic}/${row.partition}/${row.offset} ${row.reason}: ${row.detail}${row.redriven_at === null ? '' : ' (re-driven)'}`,
              )
              .join('\n'),
      );
    } finally {
      await database.close();
    }
  });

  addRebuildCommand(program, { common, configOf, print });
  addArchiveCommand(program, { common, configOf, print });
  addAnalyticsCommand(program, { common, configOf, print });
  addMoveToBrokerCommand(program);
  common(program.command('doctor').description('look everything over, and say what is wrong and what to do')).action(
    async (flags: Flags) => {
      const config = configOf(flags);
      const url = readOwner(config.dataDir)?.url ?? `http://${config.host}:${config.port}`;
      const findings = await examine(config, url, process.cwd());
      const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' };
      print(
        flags,
        findings,
        findings
          .map(
            ({ check, state, detail, advice }) =>
              `${marks[state]} ${check.padEnd(24)} ${detail}${advice === null ? '' : `\n${' '.repeat(33)}→ ${advice}`}`,
          )
          .join('\n'),
      );
      if (findings.some(({ state }) => state === 'problem')) process.exitCode = exitCodes.failed;
    },
  );
}

function addTopicCommands(command: Command): void {
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

/** Adds the options of every command but `start`. */
export function common(command: Command): Command {
  return command.option('--data-dir <folder>', settings.dataDir.help).option('--json', 'answer in JSON').exitOverride();
}

const topicArgument = () => new Argument('<topic>', 'of the log').choices(Object.keys(topics));

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

const maxLetters = 1_000;

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLetters)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${maxLetters}.`);
  return limit;
}
