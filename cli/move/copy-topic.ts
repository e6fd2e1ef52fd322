import type { EventLog, LogRecord, PartitionState, ReadLimits, TopicState } from '#log/event-log.ts';
import { hashOf } from '#processors/run-partition.ts';
import { MoveInterrupted, MoveRefused } from './move-errors.ts';

/** One partition of the copy: `records` from offset 0 on, and no others. */
export type CopiedPartition = {
  partition: number;
  records: bigint;
  /** Null if there is no record. */
  lastRecordHash: Buffer | null;
  /** The place in the copy of the position in `marks`; null if that was outside of the records that the log still had. */
  mapped: bigint | null;
};

export type CopiedTopic = { topic: string; fromLogId: string; toLogId: string; partitions: CopiedPartition[] };

type Described = Pick<TopicState, 'logId' | 'partitions'>;
type Range = { records: readonly LogRecord[] };

/** What a log to copy from must be able to do. */
export type ReadableLog = {
  describe(topic: string): Promise<Described>;
  read(topic: string, partition: number, from: bigint, limits: ReadLimits): Promise<Range>;
};
/** What a log to copy to must be able to do. */
export type CopyableLog = ReadableLog & Pick<EventLog, 'append'>;

export type CopyOptions = {
  /** No process appends to it, and neither retention nor compaction runs. */
  from: ReadableLog;
  /** No other process appends to it. */
  to: CopyableLog;
  topic: string;
  /** For some partitions, a position whose place in the copy is wanted. */
  marks?: ReadonlyMap<number, bigint>;
  onProgress: (records: number) => void;
  signal: AbortSignal;
};

/** A copy that was checked and has not appended a record yet. */
export type BegunCopy = { finish(): Promise<CopiedTopic> };

/** Fits the appender's memory with as many partitions as there may be. */
const readLimits = { maxRecords: 5_000, maxBytes: 1 << 19 };

/**
 * Checks that every record that a log still holds of a topic can be copied to another log, each into its partition, in order; offsets begin at 0
 * there and have no gaps. The records of an interrupted copy are compared one by one, and the copy goes on behind them. Throws `MoveRefused` if
 * the other topic has other partitions or other records, `MoveInterrupted`, `LogError`; so does `finish`.
 */
export async function beginCopy(options: CopyOptions): Promise<BegunCopy> {
  const { from, to, topic, marks, signal } = options;
  const [source, target] = [await from.describe(topic), await to.describe(topic)];
  if (source.partitions.length !== target.partitions.length)
    throw new MoveRefused(
      `${topic} has ${source.partitions.length} partitions here and ${target.partitions.length} on the broker: ${otherTopics}`,
    );
  const places = source.partitions.map((state) => placeOf(state, marks?.get(state.partition)));
  await Promise.all(
    places.map(async (place) => {
      const there = target.partitions.find(({ partition }) => partition === place.partition);
      if (there === undefined || there.low !== 0n) throw notOurs(topic, place.partition);
      await eachBatch(options, place, there.high, (records) => compare(to, topic, place, records));
      if (place.count !== there.high) throw notOurs(topic, place.partition);
    }),
  );
  return {
    async finish() {
      await Promise.all(
        places.map((place) => eachBatch(options, place, null, (records) => append(to, topic, place, records))),
      );
      if (signal.aborted) throw new MoveInterrupted();
      const { logId, partitions } = await to.describe(topic);
      for (const { partition, count } of places)
        if (logId !== target.logId || partitions.find((state) => state.partition === partition)?.high !== count)
          throw notOurs(topic, partition);
      return { topic, fromLogId: source.logId, toLogId: target.logId, partitions: places.map(copiedOf) };
    },
  };
}

/** How far a partition is copied: `count` records, the next one is at `at` of the source. */
type Place = {
  readonly partition: number;
  readonly high: bigint;
  readonly mark: bigint | undefined;
  at: bigint;
  count: bigint;
  mapped: bigint | null;
  lastRecordHash: Buffer | null;
};

function placeOf({ partition, low, high }: PartitionState, mark: bigint | undefined): Place {
  return { partition, high, mark, at: low, count: 0n, mapped: mark === low ? 0n : null, lastRecordHash: null };
}

const copiedOf = ({ partition, count, mapped, lastRecordHash }: Place): CopiedPartition => ({
  partition,
  records: count,
  mapped,
  lastRecordHash,
});

/** Moves a place on, batch by batch, to the end of the source or until `most` records are copied. */
async function eachBatch(
  { from, topic, onProgress, signal }: CopyOptions,
  place: Place,
  most: bigint | null,
  work: (records: readonly LogRecord[]) => Promise<void>,
): Promise<void> {
  while (place.at < place.high && (most === null || place.count < most)) {
    if (signal.aborted) throw new MoveInterrupted();
    const { records: read } = await from.read(topic, place.partition, place.at, readLimits);
    const records = most === null ? read : read.slice(0, Number(most - place.count));
    const last = records.at(-1);
    if (last === undefined) throw new Error(`${topic}, partition ${place.partition}: nothing is read at ${place.at}`);
    await work(records);
    const { mark } = place;
    if (mark !== undefined && mark > place.at && mark <= last.offset + 1n)
      place.mapped = place.count + BigInt(records.filter(({ offset }) => offset < mark).length);
    place.count += BigInt(records.length);
    place.at = last.offset + 1n;
    place.lastRecordHash = hashOf(last);
    onProgress(records.length);
  }
}

/** Throws `MoveRefused` unless the other log has these very records next. */
async function compare(
  to: ReadableLog,
  topic: string,
  { partition, count }: Place,
  expected: readonly LogRecord[],
): Promise<void> {
  let seen = 0;
  while (seen < expected.length) {
    const at = count + BigInt(seen);
    const limits = { ...readLimits, maxRecords: expected.length - seen };
    const { records } = await to.read(topic, partition, at, limits);
    if (records.length === 0) throw notOurs(topic, partition);
    for (const [index, record] of records.entries()) {
      const ours = expected[seen + index];
      if (ours === undefined || record.offset !== at + BigInt(index) || !isSame(ours, record))
        throw notOurs(topic, partition);
    }
    seen += records.length;
  }
}

const isSame = (a: LogRecord, b: LogRecord): boolean =>
  a.key === b.key && (a.value === null || b.value === null ? a.value === b.value : a.value.equals(b.value));

async function append(
  to: CopyableLog,
  topic: string,
  { partition, count }: Place,
  records: readonly LogRecord[],
): Promise<void> {
  const placed = await to.append(
    topic,
    records.map(({ key, value }) => ({ key, value, partition })),
  );
  // Another process has appended meanwhile.
  if (placed.some(({ offset }, index) => offset !== count + BigInt(index))) throw notOurs(topic, partition);
}

const otherTopics =
  'delete these topics on the broker, or name others by --kafka-topic-prefix, and run the command again';

function notOurs(topic: string, partition: number): MoveRefused {
  return new MoveRefused(
    `the broker's topic ${topic} is not empty and not of this move (partition ${partition} has other records): ${otherTopics}`,
  );
}
