import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '#runtime/replace-file.ts';
import { LogError } from '../event-log.ts';
import type { TopicSettings } from '../topics.ts';

/** What identifies a log. Its id is made with it: another partition count or partitioner would be another log. */
export type Manifest = {
  formatVersion: 1;
  partitioner: 'murmur2';
  /** The retention that the last writer applied; readers in other processes read it here. */
  topics: Record<string, { logId: string; partitions: number; retentionMs: number | null }>;
};

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

/** Reads the manifest; makes it if it is missing, and adds missing topics, durably. A topic that exists keeps the partition count it was made with. */
export function ensureManifest(dir: string, topics: Readonly<Record<string, TopicSettings>>): Manifest {
  mkdirSync(dir, { recursive: true });
  const manifest: Manifest = existsSync(join(dir, fileName))
    ? readManifest(dir)
    : { formatVersion: 1, partitioner: 'murmur2', topics: {} };
  const changed = Object.entries(topics).filter(
    ([name, { retentionMs }]) => manifest.topics[name]?.retentionMs !== retentionMs,
  );
  if (changed.length === 0) return manifest;
  for (const [name, { partitions, retentionMs }] of changed) {
    const known = manifest.topics[name];
    manifest.topics[name] =
      known === undefined ? { logId: randomUUID(), partitions, retentionMs } : { ...known, retentionMs };
    mkdirSync(join(dir, name), { recursive: true });
  }
  replaceFile(join(dir, fileName), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
