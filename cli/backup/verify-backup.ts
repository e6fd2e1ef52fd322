import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CopiedRange, readCopiedSegment } from '#log/embedded/read-copied-segment.ts';
import { digestOf } from './copy-file.ts';
import type { OnProgress } from './make-backup.ts';
import { type BackupManifest, type BackupTopic, readManifest } from './manifest.ts';

/** What a backup holds of a partition: when its newest record was appended, ms; null if it has none. */
export type VerifiedPartition = { topic: string; partition: number; high: number; newestMs: number | null };

export type Verified = { manifest: BackupManifest; partitions: VerifiedPartition[]; problems: string[] };

/** Reads all of a backup: each file has its size and sum, each frame of the log its sum, and the log is in order up to where the manifest says that it ends. Throws `BackupDamaged` if the manifest cannot be read. */
export async function verifyBackup(folder: string, onProgress: OnProgress): Promise<Verified> {
  const manifest = readManifest(folder);
  const problems: string[] = [];
  for (const [at, { path, sizeBytes, sha256 }] of manifest.files.entries()) {
    onProgress('verify', at + 1, manifest.files.length);
    const file = join(folder, path);
    if (!existsSync(file)) problems.push(`${path} is missing`);
    else if (statSync(file).size !== sizeBytes) problems.push(`${path} has another size`);
    else if ((await digestOf(file)).sha256 !== sha256) problems.push(`${path} was changed`);
  }
  const partitions: VerifiedPartition[] = [];
  for (const [topic, described] of Object.entries(manifest.topics)) {
    try {
      partitions.push(...verifyTopic(folder, topic, described, manifest));
    } catch (error) {
      problems.push(`the log of ${topic} does not read: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { manifest, partitions, problems };
}

function verifyTopic(
  folder: string,
  topic: string,
  { partitions }: BackupTopic,
  { files }: BackupManifest,
): VerifiedPartition[] {
  const ends = new Map<number, CopiedRange>();
  const segments = files.filter(({ path }) => path.startsWith(`data/log/${topic}/`) && segmentPattern.test(path));
  for (const { path } of segments.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    for (const [partition, range] of readCopiedSegment(join(folder, path))) {
      const before = ends.get(partition);
      // A gap is no fault: compaction and erasures may take the last records of a segment.
      if (before !== undefined && range.start < before.end)
        throw new Error(
          `partition ${partition}: ${path} begins at ${range.start}, and what is before it ends at ${before.end}`,
        );
      ends.set(partition, { ...range, newestMs: range.newestMs ?? before?.newestMs ?? null });
    }
  return partitions.map(({ partition, high }) => {
    const found = ends.get(partition);
    if (found === undefined || found.end < high)
      throw new Error(`partition ${partition} ends at ${found?.end ?? 'no record'} in place of ${high}`);
    return { topic, partition, high, newestMs: found.newestMs };
  });
}

const segmentPattern = /\/\d{8}\.sqlite$/;
