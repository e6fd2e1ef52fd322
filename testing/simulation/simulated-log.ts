import { type EventLog, LogError, type LogRecord, type NewRecord, type Position } from '#log/event-log.ts';
import { partitionFor } from '#log/partition.ts';

export const logId = 'simulated';
export const partitionCount = 2;

/** The durable records of topic `events`, of each partition in the order of offsets. */
export type SimulatedLog = {
  readonly partitions: readonly (readonly LogRecord[])[];
  /** Appends durably, and says where. */
  append(record: NewRecord): Position;
} & Pick<EventLog, 'describe' | 'read'>;

export function createSimulatedLog(): SimulatedLog {
  const partitions: LogRecord[][] = Array.from({ length: partitionCount }, () => []);
  const recordsOf = (partition: number): LogRecord[] => {
    const found = partitions[partition];
    if (found === undefined) throw new LogError('out_of_range', `no partition ${partition}`);
    return found;
  };
  return {
    partitions,
    append({ key, value }) {
      const partition = partitionFor(key, partitionCount);
      const records = recordsOf(partition);
      const offset = BigInt(records.length);
      records.push({ offset, timestampMs: 0, key, value: value === null ? null : Buffer.from(value) });
      return { logId, partition, offset };
    },
    describe: async () => ({
      logId,
      partitions: partitions.map(({ length }, partition) => ({ partition, low: 0n, high: BigInt(length) })),
    }),
    async read(topic, partition, from, { maxRecords = Number.POSITIVE_INFINITY } = {}) {
      const records = recordsOf(partition);
      return {
        topic,
        logId,
        partition,
        records: records.slice(Number(from), Number(from) + maxRecords),
        highWatermark: BigInt(records.length),
      };
    },
  };
}
