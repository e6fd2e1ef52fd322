import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';
import { sha256Text } from '#runtime/sha256.ts';
import { BackupDamaged, BackupRefused } from './backup-errors.ts';

/** A file of a backup, by its path in the backup's folder. Of a log segment `fingerprint` stands for its frames. */
export type BackupFile = { path: string; sizeBytes: number; sha256: string; fingerprint?: string };

/** Where the log of a backup begins and ends; offsets from `high` on are newer than the backup. */
export type BackupTopic = { logId: string; partitions: { partition: number; low: number; high: number }[] };

/**
 * `manifest.json` of a backup, written last: a folder without it is no backup.
 *
 *   formatVersion   raised when an older product could not restore it
 *   product         version that made it
 *   postgresMajor   only this major version of Postgres starts from `postgres.tar`
 *   startedAt       ISO 8601; what was acknowledged before is in it, whole
 *   finishedAt
 *   postgres        positions in Postgres's own log between which `postgres.tar` was copied
 *   highestScope    the highest scope that records of the log may have, which Postgres may not know yet
 *   topics          by name
 *   files           all others of the folder
 *   sha256          of the text of the JSON without this field, base64url
 */
export type BackupManifest = {
  formatVersion: typeof formatVersion;
  product: string;
  postgresMajor: number;
  startedAt: string;
  finishedAt: string;
  postgres: { startLsn: string; endLsn: string };
  highestScope: number;
  topics: Record<string, BackupTopic>;
  files: BackupFile[];
};

/** The version that this product writes, and the only one it reads. */
export const formatVersion = 1;
/** Its name in the backup's folder. */
export const manifestName = 'manifest.json';
/** The base backup of Postgres in it; all else lies in `data/` as in the data folder. */
export const postgresArchive = 'postgres.tar';

/** The manifest is durable when this returns, and the backup is one. */
export function writeManifest(folder: string, manifest: BackupManifest): void {
  replaceFile(join(folder, manifestName), `${JSON.stringify({ ...manifest, sha256: sumOf(manifest) }, null, 1)}\n`);
}

/** Throws `BackupDamaged` if the folder has no manifest, or one that was changed or is of another version; `BackupRefused` if it is not there, or has backups in it. */
export function readManifest(folder: string): BackupManifest {
  const file = join(folder, manifestName);
  if (!existsSync(file)) throw missing(folder);
  const { sha256, ...manifest } = parse(folder, readFileSync(file, 'utf8'));
  if (sha256 !== sumOf(manifest)) throw new BackupDamaged(folder, [`${manifestName} was changed`]);
  if (manifest.formatVersion !== formatVersion)
    throw new BackupDamaged(folder, [
      `its format is ${manifest.formatVersion}, made by RecomEngine ${manifest.product}, and this version reads ${formatVersion}`,
    ]);
  return manifest;
}

function missing(folder: string): Error {
  if (!existsSync(folder)) return new BackupRefused(`${folder} is not there: name the folder of one backup`);
  // The log has manifests of its own.
  const newest = globSync(`*/${manifestName}`, { cwd: folder })
    .filter((manifest) => existsSync(join(folder, dirname(manifest), postgresArchive)))
    .toSorted()
    .at(-1);
  if (newest === undefined)
    return new BackupDamaged(folder, [`it has no ${manifestName}, which a backup gets when it is whole`]);
  return new BackupRefused(
    `${folder} has backups in it: name one of them, the newest is ${join(folder, dirname(newest))}`,
  );
}

function parse(folder: string, text: string): BackupManifest & { sha256: string } {
  try {
    return JSON.parse(text);
  } catch {
    throw new BackupDamaged(folder, [`${manifestName} was changed`]);
  }
}

const sumOf = (manifest: BackupManifest): string => sha256Text(JSON.stringify(manifest));
