import { join } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { openLogReader } from '#cli/open-log-reader.ts';
import { rebuildText } from '#cli/replay/parity-text.ts';
import { openRunningDatabase } from '#cli/running-parts.ts';
import { type ProjectionName, projectionNamed, projectionNames } from '#processors/index.ts';
import { foldedTopics } from '#processors/projection.ts';
import { rebuildWithArchives } from '#processors/rebuild/rebuild-with-archives.ts';
import type { Config } from '#runtime/config/settings.ts';
import { rollBackVersion } from '#stores/projections/versions.ts';
import { exitCodes } from '../exit-codes.ts';
import { withProgress } from './progress-bar.ts';

type Flags = Record<string, string | boolean | undefined> & { json?: boolean };
type Shared = {
  common(command: Command): Command;
  configOf(flags: Flags): Config;
  print(flags: Flags, data: unknown, text: string): void;
};

/** `recomengine rebuild`: builds a projection again beside the live one, and swaps if both have the same rows. Ctrl-C cancels the rebuild. */
export function addRebuildCommand(command: Command, { common, configOf, print }: Shared): void {
  common(
    command
      .addArgument(new Argument('<name>', 'of the projection').choices(projectionNames))
      .option('--roll-back', 'make the version before the last rebuild live again')
      .addOption(
        new Option('--bound <share>', 'the largest share of differing rows that is swapped: 0.001 is 0.1 %')
          .default(0)
          .argParser(parseShare),
      )
      .option('--confirm', 'swap, however much differs'),
  ).action(async (name: ProjectionName, flags: Flags) => {
    const config = configOf(flags);
    const projection = projectionNamed(name);
    const database = openRunningDatabase(config, 'processor');
    const log = foldedTopics[projection.topic].keptIn === 'log' ? await openLogReader(config) : null;
    try {
      if (flags.rollBack === true) {
        const version = await rollBackVersion(database, name);
        print(
          flags,
          { name, version },
          `${name} is at version ${version} again; it does not follow new events until it is rebuilt`,
        );
        return;
      }
      const isForPeople = process.stderr.isTTY && flags.json !== true;
      const rebuilt = await withProgress(isForPeople, (onProgress) =>
        rebuildWithArchives({
          projection,
          database,
          log,
          archiveDir: join(config.dataDir, 'archive'),
          signal: untilStopped(),
          onRestored: (month) => process.stderr.write(`${month.slice(0, 7)} is back from its archive\n`),
          onProgress: ({ done, total }) => onProgress(name, done, total),
          bound: Number(flags.bound),
          isConfirmed: flags.confirm === true,
        }),
      );
      print(flags, rebuilt, `${rebuildText({ ...rebuilt, projection: name })}\n${rebuilt.seconds.toFixed(1)} s`);
      if (!rebuilt.isLive) process.exitCode = exitCodes.gate;
    } finally {
      await log?.close();
      await database.close();
    }
  });
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new InvalidArgumentError('It is a share from 0 to 1.');
  return share;
}

/** Returns a signal that aborts at the first Ctrl-C or TERM. The second one ends the process at once, as in any other command. */
function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}
