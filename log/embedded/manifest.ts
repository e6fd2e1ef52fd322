import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LogError } from '../event-log.ts';

/** What a log is. Its id is made with it: another partition count or partitioner would be another log. */
export type Manifest = {
  formatVersion: 1;
  partitioner: 'murmur2';
  topics: Record<string, { logId: string; partitions: number }>;
};

export type TopicSettings = { partitions: number; retentionMs: number | null; compacted?: boolean };

const fileName = 'manifest.json';

export function readManifest(dir: string): Manifest {
  const file = join(dir, fileName);
  if (!existsSync(file)) throw new LogError('unavailable', `there is no log in ${dir}: its writer has not made it yet`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  if (manifest.formatVersion !== 1 || manifest.partitioner !== 'murmur2') {
    throw new LogError(
      'corrupt',
      `${file} is of another version: format ${manifest.formatVersion}, ${manifest.partitioner}`,
    );
  }
  return manifest;
}

/** Reads the manifest, making it, and the topics it lacks, durably. A topic that exists keeps the partition count it was made with. */
export function ensureManifest(dir: string, topics: Readonly<Record<string, TopicSettings>>): Manifest {
  mkdirSync(dir, { recursive: true });
  const manifest: Manifest = existsSync(join(dir, fileName))
    ? readManifest(dir)
    : { formatVersion: 1, partitioner: 'murmur2', topics: {} };
  const missing = Object.entries(topics).filter(([name]) => manifest.topics[name] === undefined);
  if (missing.length === 0) return manifest;
  for (const [name, { partitions }] of missing) {
    manifest.topics[name] = { logId: randomUUID(), partitions };
    mkdirSync(join(dir, name), { recursive: true });
  }
  writeDurably(dir, manifest);
  return manifest;
}

function writeDurably(dir: string, manifest: Manifest): void {
  const file = join(dir, fileName);
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`);
  syncToDisk(draft);
  renameSync(draft, file);
  syncToDisk(dir);
}

/** fsync of a file, or of a folder's list of names. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
