import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { syncToDisk } from '#runtime/replace-file.ts';
import { startEmbeddedPostgres, stopLeftBehind, whyUnreachable } from '#stores/postgres/embedded.ts';
import { readBundledMajor } from '#stores/postgres/read-bundled-major.ts';
import { unpackBaseBackup } from '#stores/postgres/unpack-base-backup.ts';
import { BackupDamaged, BackupRefused } from './backup-errors.ts';
import { checkRestored, type RestoredPartition } from './check-restored.ts';
import { copyFile } from './copy-file.ts';
import type { OnProgress } from './make-backup.ts';
import { type BackupManifest, postgresArchive } from './manifest.ts';
import { beginRestore, endRestore, isHalfRestored } from './restore-mark.ts';
import { type Verified, verifyBackup } from './verify-backup.ts';

export type RestoreOptions = {
  /** The folder of one backup. */
  from: string;
  /** What `verifyRestorable` has said of it. */
  verified: Verified;
  /** The folder that gets it, which the caller owns. */
  dataDir: string;
  /** The password of Postgres's logins; asked once the secrets of the backup are in the folder. */
  password(): string;
  onProgress: OnProgress;
};

export type Restored = { manifest: BackupManifest; partitions: RestoredPartition[] };

/** What an owner keeps in its folder, and what a file system does. */
const ofTheOwner = ['owner.json', 'owner.lock', 'owner.lock-journal', 'lost+found'];

/** Throws `BackupRefused` if a folder has anything in it but what a restore that was cut short has left. */
export function refuseFilled(dataDir: string): void {
  if (!existsSync(dataDir) || isHalfRestored(dataDir)) return;
  const found = readdirSync(dataDir).filter((name) => !ofTheOwner.includes(name));
  if (found.length > 0)
    throw new BackupRefused(
      `${dataDir} is not empty (it has ${found[0]}): name a new folder by --data-dir, or move what is in it away`,
    );
}

/** Throws `BackupRefused` if nothing may be restored there, whatever the backup has: it lies in the backup, or Postgres could not reach it. Both are whole paths. */
export function refuseUnfit(from: string, dataDir: string): void {
  if (`${dataDir}${sep}`.startsWith(`${from}${sep}`))
    throw new BackupRefused(`${dataDir} lies in the backup: name a folder outside of it`);
  const why = whyUnreachable(dataDir);
  if (why !== null) throw new BackupRefused(why);
}

/** Reads all of a backup, before anything is made of it. Throws `BackupDamaged`, and `BackupRefused` if this version cannot restore it. */
export async function verifyRestorable(from: string, onProgress: OnProgress): Promise<Verified> {
  const verified = await verifyBackup(from, onProgress);
  const { manifest, problems } = verified;
  if (problems.length > 0) throw new BackupDamaged(from, problems);
  const major = await readBundledMajor();
  if (manifest.postgresMajor !== major)
    throw new BackupRefused(
      `the backup is of Postgres ${manifest.postgresMajor}, and this version has ${major}: restore it with RecomEngine ${manifest.product}, then upgrade`,
    );
  return verified;
}

/**
 * Makes an empty folder what the product's was when the backup was made: copies its files, lets Postgres recover, and compares where it stands with the log. Until all that is done
 * nothing starts in the folder; a restore that was cut short is begun anew. Throws `BackupDamaged`, `BackupRefused`, and what Postgres and the disk say.
 */
export async function restoreBackup({
  from,
  verified,
  dataDir,
  password,
  onProgress,
}: RestoreOptions): Promise<Restored> {
  refuseFilled(dataDir);
  const { manifest, partitions } = verified;
  const isAgain = isHalfRestored(dataDir);
  beginRestore(dataDir, from);
  if (isAgain) await empty(dataDir);
  const files = manifest.files.filter(({ path }) => path.startsWith(dataPrefix));
  for (const [at, { path, sha256 }] of files.entries()) {
    onProgress('files', at + 1, files.length);
    const copied = await copyFile(join(from, path), join(dataDir, path.slice(dataPrefix.length)));
    if (copied.sha256 !== sha256) throw new BackupDamaged(from, [`${path} was changed`]);
  }
  onProgress('postgres', 0, 1);
  await unpackBaseBackup(join(from, postgresArchive), join(dataDir, 'postgres'));
  syncToDisk(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, password: password() });
  try {
    const stand = await checkRestored({ dataDir, ownerUrl: postgres.ownerUrl, manifest, partitions });
    onProgress('postgres', 1, 1);
    await postgres.stop();
    endRestore(dataDir);
    return { manifest, partitions: stand };
  } finally {
    await postgres.stop();
  }
}

const dataPrefix = 'data/';

async function empty(dataDir: string): Promise<void> {
  await stopLeftBehind(dataDir);
  for (const name of readdirSync(dataDir))
    if (!ofTheOwner.includes(name) && name !== 'restore.json') rmSync(join(dataDir, name), { recursive: true });
}
