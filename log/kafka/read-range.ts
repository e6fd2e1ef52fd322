import { LogError, type LogRecord, type ReadLimits } from '../event-log.ts';
import type { Broker } from './kafkajs.ts';
import { decodeRecordBatches } from './record-batch.ts';
import { fetchRecords } from './requests.ts';

const maxBytes = 1 << 20;
/** What is fetched for each record that is asked for: enough for most, and not a MiB for a single one. */
const bytesPerRecord = 1 << 10;

/** Records of one partition from an offset on, as its leader has them now, without waiting. Throws `LogError('out_of_range')`. */
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
    // A compacted stretch may hold batches without a record: go on behind them.
    if (records.length === 0 && nextOffset > at) {
      at = nextOffset;
      continue;
    }
    return { records, highWatermark: fetched.highWatermark };
  }
}
