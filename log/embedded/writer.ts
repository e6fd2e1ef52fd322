import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { TopicSettings } from '../topics.ts';
import { createDatabase } from './create-database.ts';
import {
  insertFrameSql,
  listSegments,
  openSegment,
  removeLeftovers,
  removeSegment,
  segmentFile,
  segmentSchema,
} from './segment.ts';
import type { AppendRequest, WriterSettings } from './writer-protocol.ts';

/** Writes one topic's segments. All of a call is one transaction and, with `synchronous: 'full'`, one fsync before it returns. */
export type TopicWriter = {
  write(appends: readonly AppendRequest[]): { bases: number[][]; highs: [number, number][] };
  /** Does what need not wait for the next append: begins a new segment if one is due, and applies retention. */
  tidy(): void;
  /** Numbers of the segments, rising, that are not written to any more. */
  closed(): number[];
  close(): void;
};

/** Pages of 4 KiB to which the WAL grows before it is copied into the file; a larger number makes fewer, longer pauses. */
const checkpointPages = 4_000;
const busyMs = 1_000;
/** The size of a segment of a compacted topic. It is small, since compaction rewrites whole segments and holds their keys in memory. */
const compactedSegmentBytes = 16 << 20;
/** On a compacted topic age alone closes no segment smaller than this, so that there are never many files. */
const compactedAgedBytes = 1 << 20;

type Current = { number: number; database: DatabaseSync; insert: StatementSync; bytes: number; openedAt: number };

export function openTopicWriter(
  settings: WriterSettings,
  topic: string,
  { retentionMs, compacted = false }: TopicSettings,
  partitions: number,
): TopicWriter {
  const { dir } = settings;
  const high = new Array<number>(partitions).fill(0);
  const segmentBytes = compacted ? Math.min(settings.segmentBytes, compactedSegmentBytes) : settings.segmentBytes;
  const agedBytes = Math.min(segmentBytes, compacted ? compactedAgedBytes : 1);
  // Retention drops whole segments, so a segment must not be filled for longer than it is to be kept.
  const segmentMs = Math.min(settings.segmentMs, retentionMs ?? Number.POSITIVE_INFINITY);

  const make = (file: string) =>
    createDatabase(file, (database) => {
      // Must be set before anything else is in the file, so that compaction can give pages back.
      if (compacted) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
      database.exec(segmentSchema);
      const start = database.prepare('INSERT INTO starts (partition, start_offset) VALUES (?, ?)');
      for (let partition = 0; partition < partitions; partition++) start.run(partition, high[partition] ?? 0);
    });

  const open = (number: number): Current => {
    const file = segmentFile(dir, topic, number);
    if (!existsSync(file)) make(file);
    // A reader may open it at the same moment, so it waits briefly.
    const database = new DatabaseSync(file, { timeout: busyMs });
    try {
      database.exec(`PRAGMA synchronous = ${settings.synchronous}; PRAGMA wal_autocheckpoint = ${checkpointPages};`);
      // After a crash the WAL may hold records that were written and never synced. They are made durable before any request is answered.
      if (settings.synchronous === 'full') database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      const { bytes } = database.prepare('SELECT coalesce(sum(length(body)), 0) AS bytes FROM frames').get() as {
        bytes: number;
      };
      const { opened } = database.prepare('SELECT min(appended_at) AS opened FROM frames').get() as {
        opened: number | null;
      };
      return { number, database, insert: database.prepare(insertFrameSql), bytes, openedAt: opened ?? Date.now() };
    } catch (error) {
      database.close();
      throw error;
    }
  };

  removeLeftovers(dir, topic);
  const last = listSegments(dir, topic).at(-1) ?? 0;
  if (existsSync(segmentFile(dir, topic, last))) {
    const reader = openSegment(segmentFile(dir, topic, last));
    for (let partition = 0; partition < partitions; partition++) high[partition] = reader.end(partition);
    reader.close();
  }
  let current = open(last);
  dropExpired(dir, topic, retentionMs);

  const rollIfDue = () => {
    const ageMs = Date.now() - current.openedAt;
    // By a clock that was set back it would stay open until the clock comes by again, and who is erased would stay in it.
    const isAged = ageMs >= segmentMs || ageMs < 0;
    if (current.bytes < segmentBytes && !(isAged && current.bytes >= agedBytes)) return;
    const next = open(current.number + 1);
    const { database } = current;
    current = next;
    try {
      // As much of the WAL as readers allow now, without waiting for them.
      database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
    dropExpired(dir, topic, retentionMs);
  };

  return {
    write(appends) {
      rollIfDue();
      const next = [...high];
      const bodies: Uint8Array[][] = Array.from({ length: partitions }, () => []);
      // Appends of one group share a frame a partition: fewer rows to write, fewer to read.
      const bases = appends.map(({ parts }) =>
        parts.map(({ partition, count, body }) => {
          const base = next[partition];
          if (base === undefined) throw new RangeError(`topic ${topic} has no partition ${partition}`);
          next[partition] = base + count;
          bodies[partition]?.push(body);
          return base;
        }),
      );
      const { database, insert } = current;
      const now = Date.now();
      let bytes = 0;
      database.exec('BEGIN IMMEDIATE');
      try {
        for (let partition = 0; partition < partitions; partition++) {
          const parts = bodies[partition] ?? [];
          if (parts.length === 0) continue;
          const body = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
          const base = high[partition] ?? 0;
          insert.run(partition, base, (next[partition] ?? 0) - base, now, crc32(body), body);
          bytes += body.byteLength;
        }
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
      current.bytes += bytes;
      const highs: [number, number][] = [];
      for (let partition = 0; partition < partitions; partition++) {
        const end = next[partition] ?? 0;
        if (end !== high[partition]) highs.push([partition, end]);
        high[partition] = end;
      }
      return { bases, highs };
    },
    tidy() {
      rollIfDue();
      dropExpired(dir, topic, retentionMs);
    },
    closed: () => listSegments(dir, topic).filter((number) => number < current.number),
    close() {
      current.database.close();
    },
  };
}

/** Unlinks segments from the front whose newest record is older than the retention; never the last. */
function dropExpired(dir: string, topic: string, retentionMs: number | null): void {
  if (retentionMs === null) return;
  for (const number of listSegments(dir, topic).slice(0, -1)) {
    const file = segmentFile(dir, topic, number);
    const reader = openSegment(file);
    const newestMs = reader.newestMs();
    reader.close();
    if (newestMs !== null && Date.now() - newestMs < retentionMs) return;
    removeSegment(file);
  }
}
