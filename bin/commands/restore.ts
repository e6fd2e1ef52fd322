import type { Command } from 'commander';
import type { RestoredPartition } from '#cli/backup/check-restored.ts';
import { refuseFilled, refuseUnfit, restoreBackup, verifyRestorable } from '#cli/backup/restore-backup.ts';
import { several } from '#domain/several.ts';
import { settings } from '#runtime/config/settings.ts';
import { FolderInUse, readOwner, takeFolder } from '../data-folder.ts';
import { UsageError } from '../exit-codes.ts';
import { folderNamed } from '../folder-named.ts';
import { print } from '../output.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { withProgress } from './progress-bar.ts';

/** `recomengine restore`: makes the product of a backup in an empty folder. */
export function addRestoreCommand(command: Command): void {
  command
    .requiredOption('--from <backup>', 'the folder of one backup')
    .option('--data-dir <folder>', `${settings.dataDir.help}; empty, or not there yet`)
    .option('--json', 'answer in JSON')
    .exitOverride()
    .action(async (flags: Flags & { from: string; dataDir?: string }) => {
      if (flags.dataDir === undefined)
        throw new UsageError('restore needs to know the folder, which is to be empty: give --data-dir');
      const [from, dataDir] = [folderNamed('--from', flags.from), folderNamed('--data-dir', flags.dataDir)];
      // Whatever can be refused is refused before the folder is made.
      configOf(flags);
      refuseUnfit(from, dataDir);
      refuseFilled(dataDir);
      const owner = readOwner(dataDir);
      if (owner !== null) throw new FolderInUse(dataDir, owner);
      const isShown = process.stderr.isTTY && flags.json !== true;
      const verified = await withProgress(isShown, (onProgress) => verifyRestorable(from, onProgress));
      const ownership = takeFolder(dataDir, null);
      try {
        const password = () => configOf(flags).postgresPassword;
        const { manifest, partitions } = await withProgress(isShown, (onProgress) =>
          restoreBackup({ from, verified, dataDir, password, onProgress }),
        );
        const { startedAt } = manifest;
        print(flags, { from, dataDir, startedAt, partitions: partitions.map(toAnswer) }, textOf(startedAt, partitions));
      } finally {
        ownership.release();
      }
    });
}

const toAnswer = ({ topic, partition, loaded, high, newestMs }: RestoredPartition) => ({
  topic,
  partition,
  /** The next start loads what lies between these two. */
  loaded,
  end: high,
  newestAt: newestMs === null ? null : new Date(newestMs).toISOString(),
});

function textOf(startedAt: string, partitions: readonly RestoredPartition[]): string {
  const toLoad = partitions.reduce((sum, { loaded, high }) => sum + high - loaded, 0);
  return [
    `Restored: all that was acknowledged before ${startedAt}. The next start loads ${several(toLoad, 'record')} of the log.`,
    'Newer than the backup, and not in it, is what was acknowledged at these places of the log:',
    ...partitions
      .map(toAnswer)
      .map(
        ({ topic, partition, end, newestAt }) =>
          `  ${topic} ${partition}: from offset ${end} on${newestAt === null ? '' : `, behind the record of ${newestAt}`}`,
      ),
  ].join('\n');
}
