import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { BackupDamaged } from '#cli/backup/backup-errors.ts';
import { noteBackup } from '#cli/backup/last-backup.ts';
import { type MadeBackup, makeBackup, type OnProgress } from '#cli/backup/make-backup.ts';
import { noteVerified } from '#cli/backup/verified-note.ts';
import { verifyBackup } from '#cli/backup/verify-backup.ts';
import { isOnBroker } from '#cli/open-broker-log.ts';
import { databaseUrlOf, NotRunning } from '#cli/running-parts.ts';
import { several } from '#domain/several.ts';
import type { Config } from '#runtime/config/settings.ts';
import { keepToOwner } from '#runtime/owner-only.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { ownDataFolder, readOwner } from '../data-folder.ts';
import { UsageError } from '../exit-codes.ts';
import { folderNamed } from '../folder-named.ts';
import { print } from '../output.ts';
import { productVersion } from '../product-version.ts';
import { configOf, type Flags } from '../setting-options.ts';
import { common } from './common.ts';
import { withProgress } from './progress-bar.ts';

const mib = 2 ** 20;

/** `recomengine backup`: copies a product that runs, or one that is stopped; with `--verify` looks a backup over. */
export function addBackupCommand(command: Command): void {
  common(
    command
      .option('--to <folder>', 'gets a folder in it for this backup; `backups` in the data folder if left out')
      .option('--verify <backup>', 'make none, but read all of this one, and say what is wrong with it'),
  ).action(async (flags: Flags & { to?: string; verify?: string }) => {
    const isShown = process.stderr.isTTY && flags.json !== true;
    if (flags.verify !== undefined) {
      const folder = folderNamed('--verify', flags.verify);
      const { manifest, problems } = await withProgress(isShown, (onProgress) => verifyBackup(folder, onProgress));
      if (problems.length > 0) throw new BackupDamaged(folder, problems);
      noteVerified(folder);
      const { startedAt, product, files } = manifest;
      print(
        flags,
        { folder, startedAt, product, files: files.length },
        `whole: ${several(files.length, 'file')} of ${startedAt}`,
      );
      return;
    }
    const config = configOf(flags);
    if (isOnBroker(config) || config.databaseUrl !== null)
      throw new UsageError(
        'the log or the database of this product is elsewhere, and has tools of its own: see docs/operations.md, Backups',
      );
    keepToOwner();
    const to = folderNamed('--to', flags.to ?? join(config.dataDir, 'backups'));
    const { folder, manifest, bytes, linkedBytes } = await withProgress(isShown, (onProgress) =>
      withPostgres(config, (ownerUrl) => backUp(config, ownerUrl, to, onProgress)),
    );
    noteBackup(config.dataDir, { folder, finishedAt: manifest.finishedAt });
    const seconds = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000;
    const same = linkedBytes === 0 ? '' : `, ${Math.round(linkedBytes / mib)} of them as in the backup before`;
    print(
      flags,
      { folder, seconds, bytes, linkedBytes, startedAt: manifest.startedAt, topics: manifest.topics },
      `${folder}: ${Math.round(bytes / mib)} MiB in ${seconds.toFixed(1)} s${same}`,
    );
  });
}

async function backUp(config: Config, ownerUrl: string, to: string, onProgress: OnProgress): Promise<MadeBackup> {
  const database = openDatabase({ url: ownerUrl, max: 1, applicationName: 'backup' });
  try {
    return await makeBackup({ dataDir: config.dataDir, to, ownerUrl, database, product: productVersion, onProgress });
  } finally {
    await database.close();
  }
}

/** The Postgres of a running product, or one of our own on the folder of a stopped one. */
async function withPostgres<T>(config: Config, work: (ownerUrl: string) => Promise<T>): Promise<T> {
  if (readOwner(config.dataDir) !== null) return work(databaseUrlOf(config, 'postgres'));
  if (!existsSync(join(config.dataDir, 'postgres', 'PG_VERSION'))) throw new NotRunning(config.dataDir);
  const ownership = ownDataFolder(config.dataDir, null);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, password: config.postgresPassword });
    try {
      return await work(postgres.ownerUrl);
    } finally {
      await postgres.stop();
    }
  } finally {
    ownership.release();
  }
}
