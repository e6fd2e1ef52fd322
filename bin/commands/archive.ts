import { join } from 'node:path';
import type { Command } from 'commander';
import { openRunningDatabase } from '#cli/running-parts.ts';
import { several } from '#domain/several.ts';
import { RetentionAtWork } from '#processors/rebuild/rebuild-errors.ts';
import { archiveDueMonths } from '#processors/retention/run-retention.ts';
import { ConfigError } from '#runtime/config/read-config.ts';
import type { Config } from '#runtime/config/settings.ts';
import { createLogger } from '#runtime/logger.ts';
import { type ArchivedMonth, findDueMonths } from '#stores/archive/archive-months.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

const dayMs = 86_400_000;

/** `recomengine archive`: archives raw events now, as the processors do each day. */
export function addArchiveCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .option('--before <date>', 'months whose last event arrived before it; by default as the retention says')
      .option('--dry-run', 'only list what would be archived'),
  ).action(async (flags: Flags) => {
    const config = configOf(flags);
    const before = cutOf(flags.before, config);
    if (before === null) {
      print(flags, { archived: [] }, 'raw events are kept for ever: name a date by --before');
      return;
    }
    const database = openRunningDatabase(config, 'processor');
    try {
      if (flags.dryRun === true) {
        const due = await findDueMonths({ database, before });
        print(flags, { due }, listed(due, 'nothing is due'));
        return;
      }
      const logger = createLogger({ name: 'archive', level: config.logLevel, isJson: !process.stderr.isTTY });
      const archiveDir = join(config.dataDir, 'archive');
      const archived = await withRetentionLock(database, 'exclusive', () =>
        archiveDueMonths({ database, archiveDir, logger }, before),
      );
      if (archived === 'busy') throw new RetentionAtWork();
      print(flags, { archived }, listed(archived, 'nothing was due'));
    } finally {
      await database.close();
    }
  });
}

function cutOf(given: string | boolean | undefined, config: Config): Date | null {
  if (typeof given === 'string') {
    const before = new Date(given);
    if (!/^\d{4}-\d{2}-\d{2}/.test(given) || Number.isNaN(before.getTime()))
      throw new ConfigError([`--before must be a date as in 2026-03-01, and is ${JSON.stringify(given)}`]);
    if (before.getTime() > Date.now()) throw new ConfigError(['--before must not be ahead of now']);
    return before;
  }
  const days = config.eventRetentionDays;
  return days === 'forever' ? null : new Date(Date.now() - days * dayMs);
}

function listed(months: readonly ArchivedMonth[], none: string): string {
  if (months.length === 0) return none;
  return months.map(({ month, rows }) => `${month.slice(0, 7)} ${several(rows, 'event')}`).join('\n');
}
