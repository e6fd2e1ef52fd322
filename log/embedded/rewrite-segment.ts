import { DatabaseSync } from 'node:sqlite';
import type { LogRecord } from '../event-log.ts';
import { type Frame, keepRecords, recordsOf } from './frame.ts';
import { insertFrameSql, openSegment, type SegmentReader, segmentFile } from './segment.ts';

/** Whose segments are read or written again. */
export type OfTopic = { dir: string; topic: string; partitions: number; synchronous: 'full' | 'off' };

/** Appends wait for at most one step: about this much read, or one frame, and one sync; after each 1,000 pages also for SQLite to carry these from its WAL into the file. */
const stepBytes = 64 << 10;
const vacuumPages = 64;
/** How long to wait for a reader that opens a segment at the same moment. */
const busyMs = 1_000;

/**
 * Takes the records that are not kept out of one closed segment, in place, in small transactions between which appends have their turn (each `yield`). What is taken out is
 * overwritten with zeros.
 */
export function* rewrite(
  work: OfTopic,
  number: number,
  isKept: (partition: number, record: LogRecord) => boolean,
): Generator<void, void> {
  const file = segmentFile(work.dir, work.topic, number);
  const reader = openSegment(file);
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA synchronous = ${work.synchronous}; PRAGMA secure_delete = ON`);
    const remove = database.prepare('DELETE FROM frames WHERE partition = ? AND base_offset = ?');
    const insert = database.prepare(insertFrameSql);
    let isChanged = false;
    for (let partition = 0; partition < work.partitions; partition++) {
      for (const frames of stepsOf(reader, partition)) {
        const changes = frames.flatMap((frame) => {
          const left = keepRecords(frame, (record) => isKept(partition, record));
          return left === null ? [] : [{ frame, left }];
        });
        if (changes.length > 0) {
          isChanged = true;
          database.exec('BEGIN IMMEDIATE');
          for (const { frame, left } of changes) {
            remove.run(partition, frame.base_offset);
            for (const { base_offset, count, appended_at, crc, body } of left)
              insert.run(partition, base_offset, count, appended_at, crc, body);
          }
          database.exec('COMMIT');
        }
        yield;
      }
    }
    if (isChanged) yield* giveBackPages(database);
  } finally {
    // This rolls back an open transaction.
    database.close();
    reader.close();
  }
}

/** The file shrinks by the pages that are free now, a few at a time. */
function* giveBackPages(database: DatabaseSync): Generator<void, void> {
  const free = () => (database.prepare('PRAGMA freelist_count').get() as { freelist_count: number }).freelist_count;
  for (let before = free(); before > 0; ) {
    database.exec(`PRAGMA incremental_vacuum(${vacuumPages})`);
    yield;
    const now = free();
    // A file that was made without auto_vacuum gives no pages back.
    if (now >= before) break;
    before = now;
  }
  // As much of the WAL as readers allow now, without waiting for them.
  database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Shows every record of a segment, partition by partition, in order. */
export function* eachRecord(
  work: OfTopic,
  number: number,
  visit: (partition: number, record: LogRecord) => void,
): Generator<void, void> {
  const reader = openSegment(segmentFile(work.dir, work.topic, number));
  try {
    for (let partition = 0; partition < work.partitions; partition++) {
      for (const frames of stepsOf(reader, partition)) {
        for (const frame of frames) for (const record of recordsOf(frame)) visit(partition, record);
        yield;
      }
    }
  } finally {
    reader.close();
  }
}

/** Yields the frames of a partition, each once, as many at a time as one step may read. */
function* stepsOf(reader: SegmentReader, partition: number): Generator<Frame[], void> {
  for (let from = reader.start(partition); ; ) {
    const frames: Frame[] = [];
    let bytes = 0;
    for (const frame of reader.frames(partition, from)) {
      if (frame.base_offset + frame.count <= from) continue;
      frames.push(frame);
      bytes += frame.body.byteLength;
      if (bytes >= stepBytes) break;
    }
    const last = frames.at(-1);
    if (last === undefined) return;
    yield frames;
    from = last.base_offset + last.count;
  }
}

/** Returns what `work` returns, with the segment open meanwhile. */
export function reading<T>({ dir, topic }: OfTopic, number: number, work: (reader: SegmentReader) => T): T {
  const reader = openSegment(segmentFile(dir, topic, number));
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}
