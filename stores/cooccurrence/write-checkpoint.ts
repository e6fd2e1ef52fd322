import type pg from 'pg';
import { cooccurrences } from './cooccurrences.ts';

/** Writes the counts of one partition as bytes, with their position, in the transaction that writes their rows. */
export async function writeCheckpoint(
  client: pg.PoolClient,
  at: { version: number; log: number; partition: number; nextOffset: bigint },
  body: Buffer,
): Promise<void> {
  await client.query(
    `INSERT INTO model_snapshots (model, version, log, partition, next_offset, body) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (model, version, log, partition) DO UPDATE SET next_offset = excluded.next_offset, body = excluded.body, at = now()`,
    [cooccurrences.projection, at.version, at.log, at.partition, at.nextOffset, body],
  );
}
