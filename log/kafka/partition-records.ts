import { LogError, type NewRecord } from '../event-log.ts';
import { partitionFor } from '../partition.ts';
import { type BatchRecord, encodedBytes } from './record-batch.ts';
import { maxMessageBytes } from './topic-settings.ts';

/** Records of one append that fit into one batch of one partition. */
export type RecordsOfPartition = {
  partition: number;
  records: BatchRecord[];
  /** For each record, its index in the append. */
  indexes: number[];
  bytes: number;
};

/** Most bytes of a batch. It is compressed when it is sent, and must fit without that too. */
export const batchBytes = maxMessageBytes - 4_096;

/**
 * Sorts the records of an append by partition, in batches of `batchBytes` at most, each partition's in the order of the append. Throws
 * `LogError('record_too_large')` if a record fits into no batch.
 */
export function partitionRecords(records: readonly NewRecord[], partitionCount: number): RecordsOfPartition[] {
  const batches: RecordsOfPartition[] = [];
  const newest = new Map<number, RecordsOfPartition>();
  for (const [index, { key, value, partition = partitionFor(key, partitionCount) }] of records.entries()) {
    const record = { key: Buffer.from(key, 'utf8'), value };
    const bytes = encodedBytes(record);
    if (bytes > batchBytes)
      throw new LogError('record_too_large', `a record has ${bytes} bytes, and ${batchBytes} at most can be kept`);
    let batch = newest.get(partition);
    if (batch === undefined || batch.bytes + bytes > batchBytes) {
      batch = { partition, records: [], indexes: [], bytes: 0 };
      newest.set(partition, batch);
      batches.push(batch);
    }
    batch.records.push(record);
    batch.indexes.push(index);
    batch.bytes += bytes;
  }
  return batches;
}
