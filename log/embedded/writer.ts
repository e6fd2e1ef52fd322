import { unlinkSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { syncToDisk, type TopicSettings } from './manifest.ts';
import { listSegments, openSegment, segmentFile, segmentSchema } from './segment.ts';
import type { AppendRequest, WriterSettings } from './writer-protocol.ts';

/** Writes one topic's segments. All of a call is one transaction and, with `synchronous: 'full'`, one fsync before it returns. */
export type TopicWriter = {
  write(appends: readonly AppendRequest[]): { bases: number[][]; highs: [number, number][] };
  close(): void;
};

/** Pages of 4 KiB that the WAL grows to before it is copied into the file; larger makes fewer, longer pauses. */
const checkpointPages = 4_000;

export function openTopicWriter(
  settings: WriterSettings,
  topic: string,
  { retentionMs }: TopicSettings,
  partitions: number,
): TopicWriter {
  const { dir } = settings;
  let current: { number: number; database: DatabaseSync; insert: StatementSync; bytes: number; openedAt: number };
  const high = new Array<number>(partitions).fill(0);

  const open = (number: number): typeof current => {
    const file = segmentFile(dir, topic, number);
    const database = new DatabaseSync(file);
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${settings.synchronous}; PRAGMA wal_autocheckpoint = ${checkpointPages};`,
    );
    database.exec(segmentSchema);
    const start = database.prepare('INSERT OR IGNORE INTO starts (partition, start_offset) VALUES (?, ?)');
    for (let partition = 0; partition < partitions; partition++) start.run(partition, high[partition] ?? 0);
    // After a crash the WAL may hold what was written and never synced. Before anybody is answered it is made durable.
    if (settings.synchronous === 'full') {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      syncToDisk(file.slice(0, file.lastIndexOf('/')));
    }
    const { bytes } = database.prepare('SELECT coalesce(sum(length(body)), 0) AS bytes FROM frames').get() as {
      bytes: number;
    };
    const { opened } = database.prepare('SELECT min(appended_at) AS opened FROM frames').get() as {
      opened: number | null;
    };
    const insert = database.prepare(
      'INSERT INTO frames (partition, base_offset, count, appended_at, crc, body) VALUES (?, ?, ?, ?, ?, ?)',
    );
    return { number, database, insert, bytes, openedAt: opened ?? Date.now() };
  };

  const readEnds = (number: number) => {
    const reader = openSegment(segmentFile(dir, topic, number));
    for (let partition = 0; partition < partitions; partition++) high[partition] = reader.end(partition);
    reader.close();
  };

  const numbers = listSegments(dir, topic);
  current = open(numbers.at(-1) ?? 0);
  readEnds(current.number);
  dropExpired(dir, topic, retentionMs);

  const rollIfDue = () => {
    if (current.bytes === 0) return;
    if (current.bytes < settings.segmentBytes && Date.now() - current.openedAt < settings.segmentMs) return;
    current.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    current.database.close();
    current = open(current.number + 1);
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
    const database = new DatabaseSync(file, { readOnly: true });
    const { newest } = database.prepare('SELECT max(appended_at) AS newest FROM frames').get() as {
      newest: number | null;
    };
    database.close();
    if (newest !== null && Date.now() - newest < retentionMs) return;
    for (const suffix of ['-wal', '-shm', '']) {
      try {
        unlinkSync(file + suffix);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  }
}
