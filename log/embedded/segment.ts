import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Frame } from './frame.ts';

/**
 * A segment is one SQLite file of a topic, all partitions in it: `<topic>/<number, 8 digits>.sqlite`. Writes go to the last one;
 * retention unlinks whole files from the front. Table `starts` says where each partition begins in it.
 */
export const segmentSchema = `
CREATE TABLE IF NOT EXISTS frames (
  id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, base_offset INTEGER NOT NULL, count INTEGER NOT NULL,
  appended_at INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS frames_offset ON frames (partition, base_offset);
CREATE TABLE IF NOT EXISTS starts (partition INTEGER PRIMARY KEY, start_offset INTEGER NOT NULL);
`;

export const segmentFile = (dir: string, topic: string, number: number): string =>
  join(dir, topic, `${String(number).padStart(8, '0')}.sqlite`);

/** Numbers of a topic's segments, rising. */
export function listSegments(dir: string, topic: string): number[] {
  return readdirSync(join(dir, topic))
    .flatMap((name) => (/^\d{8}\.sqlite$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b);
}

/** Reading one segment, in any process; a writer is never held up by it (WAL). */
export type SegmentReader = {
  start(partition: number): number;
  end(partition: number): number;
  /** Frames from the one that holds `from`, in order; stops being read when the caller stops. */
  frames(partition: number, from: number): IterableIterator<Frame>;
  close(): void;
};

export function openSegment(file: string): SegmentReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const start = database.prepare('SELECT start_offset AS at FROM starts WHERE partition = ?');
  const end = database.prepare(
    'SELECT base_offset + count AS at FROM frames WHERE partition = ? ORDER BY base_offset DESC LIMIT 1',
  );
  const frames = database.prepare(
    `SELECT base_offset, count, appended_at, crc, body FROM frames
     WHERE partition = ?1 AND base_offset >= coalesce((SELECT max(base_offset) FROM frames WHERE partition = ?1 AND base_offset <= ?2), ?2)
     ORDER BY base_offset`,
  );
  const numberOf = (statement: StatementSync, partition: number): number | undefined =>
    (statement.get(partition) as { at: number } | undefined)?.at;
  const reader: SegmentReader = {
    start: (partition) => numberOf(start, partition) ?? 0,
    end: (partition) => numberOf(end, partition) ?? reader.start(partition),
    frames: (partition, from) => frames.iterate(partition, from) as unknown as IterableIterator<Frame>,
    close: () => database.close(),
  };
  return reader;
}
