import { join } from 'node:path';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { topics } from '#log/topics.ts';
import { checkPosition } from '#processors/check-position.ts';
import { neverGiveAgain } from '#stores/control/scope-numbers.ts';
import { listPositions } from '#stores/offsets/group-positions.ts';
import { openDatabase } from '#stores/postgres/database.ts';
import { BackupDamaged } from './backup-errors.ts';
import type { BackupManifest } from './manifest.ts';
import type { VerifiedPartition } from './verify-backup.ts';

/** Where a restored partition stands: Postgres has taken in what is below `loaded`, and the next start takes in the rest up to `high`. What was acknowledged from `high` on is newer than the backup. */
export type RestoredPartition = VerifiedPartition & { loaded: number };

export type CheckOptions = {
  dataDir: string;
  ownerUrl: string;
  manifest: BackupManifest;
  partitions: readonly VerifiedPartition[];
};

/** Checks that each consumer group's position lies in the restored log, at the record that it remembers, and keeps scopes of the log's last records from being given to another tenant. Throws `BackupDamaged`. */
export async function checkRestored({
  dataDir,
  ownerUrl,
  manifest,
  partitions,
}: CheckOptions): Promise<RestoredPartition[]> {
  const database = openDatabase({ url: ownerUrl, max: 1, applicationName: 'restore' });
  const log = await openEmbeddedLog({ dir: join(dataDir, 'log'), role: 'reader' });
  try {
    await neverGiveAgain(database, manifest.highestScope);
    const positions = await listPositions(database);
    const problems: string[] = [];
    const stand: RestoredPartition[] = [];
    for (const [topic, { compacted }] of Object.entries(topics)) {
      const state = await log.describe(topic);
      const own = positions.filter((position) => position.topic === topic && position.logId === state.logId);
      for (const { log: number, partition, epoch, next, lastRecordHash } of own) {
        const claim = { log: number, partition, epoch, nextOffset: next, lastRecordHash };
        const wrong = await checkPosition(log, { topic, isCompacted: compacted }, claim, state);
        if (wrong !== null) problems.push(wrong);
      }
      for (const verified of partitions.filter((one) => one.topic === topic)) {
        const position = own.find(({ partition }) => partition === verified.partition);
        stand.push({ ...verified, loaded: Number(position?.next ?? 0n) });
      }
    }
    if (problems.length > 0) throw new BackupDamaged(dataDir, problems);
    return stand;
  } finally {
    await log.close();
    await database.close();
  }
}
