import type { Command } from 'commander';
import { openRunningDatabase } from '#cli/running-parts.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { scrubDatabase } from '#stores/postgres/scrub.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

/** `recomengine scrub`: leaves nothing of erased shoppers in the files of Postgres. */
export function addScrubCommand(command: Command, { common, configOf, print }: Shared): void {
  common(command).action(async (flags: Flags) => {
    const database = openRunningDatabase(configOf(flags), 'postgres');
    try {
      const isForPeople = process.stderr.isTTY && flags.json !== true;
      const scrubbed = await scrubDatabase(database, (name) => {
        if (isForPeople) process.stderr.write(`${name}\n`);
      });
      const wal =
        scrubbed.walFiles === null
          ? 'the WAL was left alone: only a superuser may write over it'
          : `${several(scrubbed.walFiles, 'file')} of the WAL written over`;
      print(flags, scrubbed, `${several(scrubbed.tables, 'table')} written anew, ${wal}`);
    } finally {
      await database.close();
    }
  });
}
