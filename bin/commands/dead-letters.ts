import { type Command, InvalidArgumentError, Option } from 'commander';
import { redrive } from '#cli/redrive.ts';
import { NotRunning, openRunningDatabase } from '#cli/running-parts.ts';
import { listAllDeadLetters } from '#stores/dead-letters/list-all.ts';
import { readOwner } from '../data-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';

/** `recomengine dead-letters …`: records that could not be used. */
export function addDeadLetterCommands(command: Command): void {
  common(
    command
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
    command
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
}

const maxLetters = 1_000;

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLetters)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${maxLetters}.`);
  return limit;
}
