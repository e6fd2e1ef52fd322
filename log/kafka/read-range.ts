import { LogError, type LogRecord, type ReadLimits } from '../event-log.ts';
import type { Broker } from './kafkajs.ts';
import { decodeRecordBatches } from './record-batch.ts';
import { fetchRecords } from './requests.ts';

const maxBytes = 1 << 20;
/** Bytes that are fetched for each record that the caller wants: enough for most, and not a MiB for a single record. */
const bytesPerRecord = 1 << 10;

/** Fetches the records that a partition has now from an offset on, without waiting for more. Throws `LogError('out_of_range')`. */
export async function readRange(
  broker: Broker,
  topic: string,
  partition: number,
  from: bigint,
  limits: ReadLimits,
): Promise<{ records: LogRecord[]; highWatermark: bigint }> {
  const { maxRecords = Number.POSITIVE_INFINITY } = limits;
  const bytes = limits.maxBytes ?? Math.min(maxBytes, maxRecords * bytesPerRecord);
  for (let at = from; ; ) {
    const [fetched] = await fetchRecords(broker, topic, [{ partition, offset: at }], {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytesPerPartition: bytes,
      maxBytes: bytes,
    });
    if (fetched === undefined) throw new LogError('unavailable', `no answer for partition ${partition} of ${topic}`);
    if (fetched.failure?.type === 'OFFSET_OUT_OF_RANGE')
      throw new LogError('out_of_range', `offset ${at} is not in partition ${partition} of ${topic}`);
    if (fetched.failure !== null) throw fetched.failure;
    const { records, nextOffset } = decodeRecordBatches(fetched.bytes, at, maxRecords);
    // After compaction there may be batches without a record: fetch behind them.
    if (records.length === 0 && nextOffset > at) {
      at = nextOffset;
      continue;
    }
    return { records, highWatermark: fetched.highWatermark };
  }
}
