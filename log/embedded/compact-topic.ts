import { DatabaseSync } from 'node:sqlite';
import type { LogRecord } from '../event-log.ts';
import { supersessionOf } from '../supersession.ts';
import { type CompactionMarks, openCompactionMarks } from './compaction-marks.ts';
import { type Frame, keepRecords, recordsOf } from './frame.ts';
import { createLatestKeys, type LatestKeys } from './latest-keys.ts';
import { insertFrameSql, openSegment, removeSegment, type SegmentReader, segmentFile } from './segment.ts';
import type { CompactionSettings } from './writer-protocol.ts';

export type Compaction = {
  dir: string;
  topic: string;
  partitions: number;
  synchronous: 'full' | 'off';
  settings: CompactionSettings;
  /** Numbers of the segments, rising, that are not written to any more. */
  closed: readonly number[];
  nowMs: number;
};

/** Appends wait for at most one step: about this much read, or one frame, and one sync. */
const stepBytes = 256 << 10;
/** The most keys held in memory; further keys wait for the next run. */
const maxKeys = 250_000;
const vacuumPages = 64;
/** How long to wait for a reader that opens a segment at the same moment. */
const busyMs = 1_000;

/**
 * Removes from the closed segments the records that a fold of the topic does not need: those that a later record of their key supersedes, and
 * deletions that have stayed long enough. It works in place, in small transactions between which appends have their turn (each `yield`): SQLite
 * shows a reader the file from before or after each, even after a crash. It may be cut short anywhere: a record that was removed has a newer
 * one that is durable already, and a record that was not is found again. If too few records are of no use to pay for the work, it does nothing.
 *
 * The last record of a partition always stays, so that a reader at any offset below the end comes to the end. Returns after how many ms
 * there may be more to do though no segment was closed meanwhile.
 */
export function* compactTopic(work: Compaction): Generator<void, number> {
  const { dir, topic, synchronous, closed, settings, nowMs } = work;
  const marks = openCompactionMarks(dir, topic, synchronous);
  try {
    const cleanCount = closed.findIndex((number) => marks.compactedAt(number) === undefined);
    const clean = cleanCount < 0 ? closed : closed.slice(0, cleanCount);
    const latest = createLatestKeys(topic);
    const fresh = yield* noteFresh(work, closed.slice(clean.length), latest);
    const numbers = [...clean, ...fresh];
    const isUseless = uselessness(work, latest, marks);
    const found = yield* count(work, numbers, isUseless);
    const isFull = latest.size >= maxKeys;
    const againMs = numbers.length < closed.length && !isFull ? settings.minAgeMs : settings.tombstoneMs;
    if (found.useless < found.total * settings.share && !isFull) return againMs;
    if (found.forgotten.size > 0) marks.setForgotten(found.forgotten);
    if (found.useless > 0) for (const number of numbers) yield* rewrite(work, number, isUseless);
    // Only now, since a deletion may be forgotten some time after all that it deleted has gone.
    marks.setCompacted(fresh, nowMs);
    // The first segment says where the topic begins; an empty segment behind it is of no use.
    for (const number of numbers.slice(1)) {
      if (isEmpty(work, number)) removeSegment(segmentFile(dir, topic, number));
      yield;
    }
    return isFull ? 0 : againMs;
  } finally {
    marks.close();
  }
}

type IsUseless = (number: number, partition: number, record: LogRecord) => 'superseded' | 'forgotten' | null;

function uselessness(work: Compaction, latest: LatestKeys, marks: CompactionMarks): IsUseless {
  const { topic, partitions, settings, nowMs, closed } = work;
  const newest = closed.at(-1);
  const lastOffsets = new Map<number, bigint>();
  if (newest !== undefined) {
    reading(work, newest, (reader) => {
      for (let p = 0; p < partitions; p++) lastOffsets.set(p, BigInt(reader.end(p) - 1));
    });
  }
  const mayForget = new Map(
    closed.map((number) => {
      const at = marks.compactedAt(number);
      return [number, at !== undefined && nowMs - at >= settings.tombstoneMs];
    }),
  );
  return (number, partition, record) => {
    if (record.offset === lastOffsets.get(partition)) return null;
    if (latest.isSuperseded(partition, record)) return 'superseded';
    return mayForget.get(number) === true && supersessionOf(topic, record.value) === 'deletes' ? 'forgotten' : null;
  };
}

/** Notes the keys of segments that were never compacted, oldest first, as long as they are old enough and fit. Returns the segments that it noted. */
function* noteFresh(work: Compaction, dirty: readonly number[], latest: LatestKeys): Generator<void, number[]> {
  const noted: number[] = [];
  for (const number of dirty) {
    const newestMs = reading(work, number, (reader) => reader.newestMs());
    if (work.nowMs - (newestMs ?? 0) < work.settings.minAgeMs || latest.size >= maxKeys) break;
    yield* eachRecord(work, number, (partition, record) => latest.note(partition, record));
    noted.push(number);
  }
  return noted;
}

type Count = { total: number; useless: number; forgotten: Map<number, number> };

function* count(work: Compaction, numbers: readonly number[], isUseless: IsUseless): Generator<void, Count> {
  const found: Count = { total: 0, useless: 0, forgotten: new Map() };
  for (const number of numbers) {
    yield* eachRecord(work, number, (partition, record) => {
      found.total += 1;
      const why = isUseless(number, partition, record);
      if (why !== null) found.useless += 1;
      if (why === 'forgotten') found.forgotten.set(partition, Number(record.offset) + 1);
    });
  }
  return found;
}

function* rewrite(work: Compaction, number: number, isUseless: IsUseless): Generator<void, void> {
  const file = segmentFile(work.dir, work.topic, number);
  const reader = openSegment(file);
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA synchronous = ${work.synchronous}`);
    const remove = database.prepare('DELETE FROM frames WHERE partition = ? AND base_offset = ?');
    const insert = database.prepare(insertFrameSql);
    let isChanged = false;
    for (let partition = 0; partition < work.partitions; partition++) {
      for (const frames of stepsOf(reader, partition)) {
        const changes = frames.flatMap((frame) => {
          const left = keepRecords(frame, (record) => isUseless(number, partition, record) === null);
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

function* eachRecord(
  work: Compaction,
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

function isEmpty(work: Compaction, number: number): boolean {
  return reading(work, number, (reader) => reader.newestMs() === null);
}

function reading<T>({ dir, topic }: Compaction, number: number, work: (reader: SegmentReader) => T): T {
  const reader = openSegment(segmentFile(dir, topic, number));
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}
