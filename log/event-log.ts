/**
 * The port of the durable log. Two adapters keep it: `embedded/` (node:sqlite) and `kafka/` (kafkajs).
 * Nothing above this port knows which one runs; both pass `event-log.contract.ts`.
 */

/** The place of a record in a log. A recreated topic or another partition count is another log, with another `logId`. */
export type Position = { logId: string; partition: number; offset: bigint };

export type NewRecord = {
  /** Decides the partition (murmur2, as Kafka's default partitioner) unless `partition` is given. */
  key: string;
  /** Confluent-framed Avro; null is a tombstone. */
  value: Uint8Array | null;
  partition?: number;
};

export type LogRecord = {
  offset: bigint;
  timestampMs: number;
  key: string;
  value: Buffer | null;
};

/**
 * Records of one partition in offset order. Offsets rise and are never given out twice. On a compacted topic they may have gaps: read from
 * the low watermark it still has, for each key, what a fold of all that was ever appended would leave. The last record before the high
 * watermark is always there, so that a reader always comes to the end.
 */
export type RecordBatch = {
  topic: string;
  logId: string;
  partition: number;
  records: readonly LogRecord[];
  /** End of the durable log of this partition when the batch was read: the next offset to be given out. */
  highWatermark: bigint;
};

export type TopicState = {
  logId: string;
  /** The retention in force, ms; null is for ever. Left out if the log does not say. */
  retentionMs?: number | null;
  partitions: readonly PartitionState[];
};

export type PartitionState = {
  partition: number;
  low: bigint;
  high: bigint;
  /**
   * Compacted topics: deletions below this offset may have been forgotten. A reader that keeps what it has read, and stands below it but not at
   * the low watermark, has missed some and must read anew from there. Absent if none was forgotten.
   */
  forgottenBelow?: bigint;
};

export type Appended = { partition: number; offset: bigint };

/** The handlers of a member of a consumer group. Its owner (Postgres) says where it goes on, never the log. */
export type GroupHandlers = {
  /**
   * These partitions are this member's now. Returns, for each, the next offset to read.
   * Called once per assignment and before any batch of it; this is where the owner claims its epoch.
   */
  onAssigned(topic: string, logId: string, partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>>;
  /** The member has its share, which may be empty: called once per assignment, after `onAssigned` for the partitions in it. */
  onJoined?(): void;
  /** One batch; the next of the same partition comes after this settles. Partitions run concurrently. */
  onBatch(batch: RecordBatch, membership: { isOwned(): boolean; heartbeat(): Promise<void> }): Promise<void>;
  onRevoked(topic: string, partitions: readonly number[]): Promise<void>;
};

export type Subscription = {
  /** Resolves when running handlers have ended and nothing more will be called. */
  close(): Promise<void>;
};

export type ReadLimits = { maxRecords?: number; maxBytes?: number };

export type EventLog = {
  /** The log's id and watermarks, as durable. */
  describe(topic: string): Promise<TopicState>;
  /**
   * Resolves, with a position for each record in the order given, once all of them are durable (fsync).
   * Rejects with `LogError`; after a rejection a record may or may not be in the log: a retry is a duplicate.
   */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly Appended[]>;
  /** Durable records of one partition from `from` (inclusive); an empty batch if there are none. Throws `LogError('out_of_range')` below the low or above the high watermark. */
  read(topic: string, partition: number, from: bigint, limits?: ReadLimits): Promise<RecordBatch>;
  /** Joins `group`: every partition has exactly one member at a time. A handler that throws ends the membership (see `onLost`). */
  joinGroup(
    group: string,
    topics: readonly string[],
    handlers: GroupHandlers,
    options?: ReadLimits & { onLost?: (error: unknown) => void },
  ): Promise<Subscription>;
  /** Follows every partition of a topic, outside any group, from the positions given (default: the low watermark). */
  tail(
    topic: string,
    from: ReadonlyMap<number, bigint>,
    onBatch: (batch: RecordBatch) => Promise<void>,
    options?: ReadLimits & { onLost?: (error: unknown) => void },
  ): Promise<Subscription>;
  close(): Promise<void>;
};

/** Infrastructure failures of a log. */
export type LogErrorCode =
  | 'unavailable' // writer gone, broker unreachable: 503
  | 'queue_full' // more waits for the log than may: nothing of it was appended, 503
  | 'timed_out' // not durable in time: it may still become so, 503
  | 'disk_full' // heals by itself when there is room again: 503
  | 'io_error' // a write or fsync failed; the writer reopens and recovers before it accepts again
  | 'out_of_range'
  | 'corrupt' // a frame's CRC does not match
  | 'locked' // another process owns the log for writing
  | 'record_too_large'
  | 'closed';

const retryable: ReadonlySet<LogErrorCode> = new Set([
  'unavailable',
  'queue_full',
  'timed_out',
  'disk_full',
  'io_error',
]);

export class LogError extends Error {
  readonly code: LogErrorCode;
  readonly retryable: boolean;
  constructor(code: LogErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'LogError';
    this.code = code;
    this.retryable = retryable.has(code);
  }
}
