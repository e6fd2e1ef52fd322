import { createWriteStream, existsSync, globSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { copyCompactionMarks } from '#log/embedded/compaction-marks.ts';
import { segmentsBelow } from '#log/embedded/copy-segments.ts';
import { tryLock } from '#log/embedded/exclusive-lock.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { topics } from '#log/topics.ts';
import { ownerOnly, syncToDisk } from '#runtime/replace-file.ts';
import { readHighestScope } from '#stores/control/scope-numbers.ts';
import { takeBaseBackup } from '#stores/postgres/base-backup.ts';
import type { Database } from '#stores/postgres/database.ts';
import { readServer } from '#stores/postgres/read-server.ts';
import { BackupRefused } from './backup-errors.ts';
import { copyFile, createDigester, digestOf } from './copy-file.ts';
import { filesToCopy, wouldCopy } from './files-to-copy.ts';
import { type FormerBackup, nameOf, openFormerBackup } from './former-backup.ts';
import {
  type BackupFile,
  type BackupManifest,
  type BackupTopic,
  formatVersion,
  postgresArchive,
  writeManifest,
} from './manifest.ts';

export type OnProgress = (phase: string, done: number, total: number | null) => void;

export type BackupOptions = {
  dataDir: string;
  /** The folder of the backups; this one gets a folder in it, named after the time. */
  to: string;
  /** Postgres as its owner, who may copy it. */
  ownerUrl: string;
  database: Database;
  product: string;
  onProgress: OnProgress;
};

export type MadeBackup = { folder: string; manifest: BackupManifest; bytes: number; linkedBytes: number };

const mib = 2 ** 20;

/**
 * Copies a product whose Postgres runs, and whose processes may go on. First Postgres, then files, then the log up to its end at that moment: so the copy of the log holds all that the copies of Postgres and of
 * the models have taken in. A backup that is cut short is a folder that ends in `.partial`, which the next one removes. Throws `BackupRefused` if another backup writes to the folder or that is a part of the product, `LogError`, and what
 * Postgres and the disk say.
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const { to, dataDir, database, onProgress } = options;
  if (wouldCopy(dataDir, to))
    throw new BackupRefused(
      `${to} lies in the data folder, so that each backup would copy those before it, and one disk would hold both: name a folder on another disk by --to`,
    );
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const lock = tryLock(join(to, 'backups.lock'));
  if (lock === null) throw new BackupRefused(`another backup writes to ${to}: wait for its end`);
  try {
    const startedAt = await untilUnnamed(to);
    const folder = join(to, nameOf(startedAt));
    for (const left of globSync('*.partial', { cwd: to })) rmSync(join(to, left), { recursive: true, force: true });
    const draft = `${folder}.partial`;
    mkdirSync(draft, { mode: 0o700 });
    const former = openFormerBackup(to);
    const server = await readServer(database);
    const postgres = await copyPostgres(options, draft);
    const files = await copyFiles(dataDir, draft, former, onProgress);
    const log = await copyLog(options, draft, former);
    const all = [postgres.file, ...files, ...log.files];
    const manifest: BackupManifest = {
      formatVersion,
      product: options.product,
      postgresMajor: Math.floor(server.number / 10_000),
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      postgres: postgres.positions,
      // Behind the log: whoever has records in the copy is among them.
      highestScope: await readHighestScope(database),
      topics: log.topics,
      files: all,
    };
    writeManifest(draft, manifest);
    renameSync(draft, folder);
    syncToDisk(to);
    const linked = all.filter(({ path }) => statSync(join(folder, path)).nlink > 1);
    return { folder, manifest, bytes: sizeOf(all), linkedBytes: sizeOf(linked) };
  } finally {
    lock.release();
  }
}

/** Returns a time whose name no backup has, the next second's if one was made in this one. */
async function untilUnnamed(to: string): Promise<Date> {
  for (;;) {
    const now = new Date();
    if (!existsSync(join(to, nameOf(now)))) return now;
    await delay(1_000 - now.getMilliseconds());
  }
}

const sizeOf = (files: readonly BackupFile[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

async function copyPostgres({ ownerUrl, onProgress }: BackupOptions, draft: string) {
  const into = new PassThrough();
  const { stage, digest } = createDigester();
  const path = join(draft, postgresArchive);
  const writing = pipeline(into, stage, createWriteStream(path, { mode: ownerOnly, flush: true }));
  const [positions] = await Promise.all([
    takeBaseBackup({
      url: ownerUrl,
      into,
      onProgress: (bytes, total) => onProgress('postgres', Math.round(bytes / mib), Math.round(total / mib)),
    }),
    writing,
  ]);
  return { positions, file: { path: postgresArchive, ...digest() } };
}

async function copyFiles(
  dataDir: string,
  draft: string,
  former: FormerBackup,
  onProgress: OnProgress,
): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  const paths = [...filesToCopy(dataDir)];
  for (const [at, relative] of paths.entries()) {
    onProgress('files', at + 1, paths.length);
    const [from, path] = [join(dataDir, relative), `data/${relative}`];
    const known = former.find(path);
    try {
      const isSame = known?.sizeBytes === statSync(from).size && known.sha256 === (await digestOf(from)).sha256;
      if (known !== undefined && isSame && (await former.linkTo(known, join(draft, path)))) files.push(known);
      else files.push({ path, ...(await copyFile(from, join(draft, path))) });
    } catch (error) {
      // It has gone since it was listed: a part that the processes replace or remove by themselves.
      if (!(error instanceof Error) || existsSync(from)) throw error;
    }
  }
  return files;
}

async function copyLog(
  { dataDir, onProgress }: BackupOptions,
  draft: string,
  former: FormerBackup,
): Promise<{ topics: Record<string, BackupTopic>; files: BackupFile[] }> {
  const dir = join(dataDir, 'log');
  const log = await openEmbeddedLog({ dir, role: 'reader' });
  const described: Record<string, BackupTopic> = {};
  try {
    for (const topic of Object.keys(topics)) {
      const { logId, partitions } = await log.describe(topic);
      const ends = partitions.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
      described[topic] = { logId, partitions: ends };
    }
  } finally {
    await log.close();
  }
  const files: BackupFile[] = [];
  const add = async (path: string, fingerprint?: string) =>
    void files.push({
      path,
      ...(await digestOf(join(draft, path))),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    });
  for (const [topic, { compacted }] of Object.entries(topics)) {
    const ends = described[topic]?.partitions.map(({ high }) => high) ?? [];
    for (const segment of segmentsBelow(dir, topic, ends, { compacted })) {
      onProgress(topic, segment.number + 1, null);
      const path = `data/log/${segment.name}`;
      const known = former.find(path);
      const isSame = known?.fingerprint === segment.fingerprint;
      if (known !== undefined && isSame && (await former.linkTo(known, join(draft, path)))) files.push(known);
      else {
        segment.copyTo(join(draft, path));
        await add(path, segment.fingerprint);
      }
    }
    const marks = `data/log/${topic}/compaction.sqlite`;
    if (copyCompactionMarks(dir, topic, join(draft, marks))) await add(marks);
  }
  // Behind the segments: it is replaced, and a topic that it names has its folder.
  await copyFile(join(dir, 'manifest.json'), join(draft, 'data/log/manifest.json'));
  await add('data/log/manifest.json');
  return { topics: described, files };
}
