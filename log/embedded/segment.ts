import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Frame } from './frame.ts';

/**
 * A segment is one SQLite file of a topic, all partitions in it: `<topic>/<number, 8 digits>.sqlite`. Writes go to the last one;
 * retention unlinks whole files from the front. Table `starts` says where each partition begins in it. Offsets may have gaps between
 * frames, where compaction took records out.
 */
export const segmentSchema = `
CREATE TABLE frames (
  id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, base_offset INTEGER NOT NULL, count INTEGER NOT NULL,
  appended_at INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX frames_offset ON frames (partition, base_offset);
CREATE TABLE starts (partition INTEGER PRIMARY KEY, start_offset INTEGER NOT NULL);
`;

export const insertFrameSql =
  'INSERT INTO frames (partition, base_offset, count, appended_at, crc, body) VALUES (?, ?, ?, ?, ?, ?)';

export const segmentFile = (dir: string, topic: string, number: number): string =>
  join(dir, topic, `${String(number).padStart(8, '0')}.sqlite`);

/** Returns the numbers of a topic's segments, rising. */
export function listSegments(dir: string, topic: string): number[] {
  return readdirSync(join(dir, topic))
    .flatMap((name) => (/^\d{8}\.sqlite$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b);
}

/** Removes the file itself first, so that no reader opens a file without its WAL. A reader that has it open reads on. */
export function removeSegment(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

/** Removes what a crash left of segments that were being made or removed. */
export function removeLeftovers(dir: string, topic: string): void {
  const names = readdirSync(join(dir, topic));
  for (const name of names) {
    const segment = /^(\d{8}\.sqlite)-(wal|shm)$/.exec(name)?.[1];
    const isLeft = segment === undefined ? /\.new(-\w+)?$/.test(name) : !names.includes(segment);
    if (isLeft) rmSync(join(dir, topic, name), { force: true });
  }
}

/** Reads one segment, in any process, and never holds up the writer (WAL). */
export type SegmentReader = {
  start(partition: number): number;
  end(partition: number): number;
  /** Yields frames in order, beginning with the frame that holds `from`, until the caller stops. */
  frames(partition: number, from: number): IterableIterator<Frame>;
  /** When a record was last appended to it, ms; null if it is empty. */
  newestMs(): number | null;
  close(): void;
};

export function openSegment(file: string): SegmentReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return readerOf(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function readerOf(database: DatabaseSync): SegmentReader {
  const start = database.prepare('SELECT start_offset AS at FROM starts WHERE partition = ?');
  const end = database.prepare(
    'SELECT base_offset + count AS at FROM frames WHERE partition = ? ORDER BY base_offset DESC LIMIT 1',
  );
  const frames = database.prepare(
    `SELECT base_offset, count, appended_at, crc, body FROM frames
     WHERE partition = ?1 AND base_offset >= coalesce((SELECT max(base_offset) FROM frames WHERE partition = ?1 AND base_offset <= ?2), ?2)
     ORDER BY base_offset`,
  );
  const newest = database.prepare('SELECT appended_at AS at FROM frames ORDER BY id DESC LIMIT 1');
  const numberOf = (statement: StatementSync, partition: number): number | undefined =>
    (statement.get(partition) as { at: number } | undefined)?.at;
  /** Where partitions begin never changes. */
  const starts = new Map<number, number>();
  const reader: SegmentReader = {
    start(partition) {
      const known = starts.get(partition);
      if (known !== undefined) return known;
      const at = numberOf(start, partition) ?? 0;
      starts.set(partition, at);
      return at;
    },
    end: (partition) => numberOf(end, partition) ?? reader.start(partition),
    frames: (partition, from) => frames.iterate(partition, from) as unknown as IterableIterator<Frame>,
    newestMs: () => (newest.get() as { at: number } | undefined)?.at ?? null,
    close: () => database.close(),
  };
  return reader;
}

/** Null if the segment was just dropped. */
export function tryOpenSegment(file: string): SegmentReader | null {
  try {
    return openSegment(file);
  } catch (error) {
    if (error instanceof Error && !existsSync(file)) return null;
    throw error;
  }
}
