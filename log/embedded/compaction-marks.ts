import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase } from './create-database.ts';

/**
 * What compaction remembers of a topic, in a file beside its segments: when each segment was compacted, and below which offset of a
 * partition deletions may have been forgotten. Without the file every segment counts as never compacted, which is correct but slow.
 */
export type CompactionMarks = {
  /** When a segment was compacted together with all before it, ms; undefined if it never was. */
  compactedAt(number: number): number | undefined;
  setCompacted(numbers: readonly number[], nowMs: number): void;
  /** Call it before the deletions are removed, so that a reader that misses one can know. */
  setForgotten(below: ReadonlyMap<number, number>): void;
  close(): void;
};

const schema = `
CREATE TABLE compacted (segment INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE forgotten (partition INTEGER PRIMARY KEY, below INTEGER NOT NULL);
`;

/** How long to wait for a reader that opens the file at the same moment. */
const busyMs = 1_000;
const marksFile = (dir: string, topic: string): string => join(dir, topic, 'compaction.sqlite');

export function openCompactionMarks(dir: string, topic: string, synchronous: 'full' | 'off'): CompactionMarks {
  const file = marksFile(dir, topic);
  if (!existsSync(file)) createDatabase(file, (database) => database.exec(schema));
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    const at = database.prepare('SELECT at FROM compacted WHERE segment = ?');
    const set = database.prepare('INSERT OR REPLACE INTO compacted (segment, at) VALUES (?, ?)');
    const forget = database.prepare(
      'INSERT INTO forgotten (partition, below) VALUES (?, ?) ON CONFLICT DO UPDATE SET below = max(below, excluded.below)',
    );
    const atOnce = (work: () => void) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    };
    return {
      compactedAt: (number) => (at.get(number) as { at: number } | undefined)?.at,
      setCompacted: (numbers, nowMs) =>
        atOnce(() => {
          for (const number of numbers) set.run(number, nowMs);
        }),
      setForgotten: (below) =>
        atOnce(() => {
          for (const [partition, offset] of below) forget.run(partition, offset);
        }),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Copies what compaction remembers, if there is any. Copy it behind the segments: a deletion that is missing there must be known to be missing. */
export function copyCompactionMarks(dir: string, topic: string, to: string): boolean {
  const file = marksFile(dir, topic);
  if (!existsSync(file)) return false;
  const source = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const compacted = source.prepare('SELECT segment, at FROM compacted').all();
    const forgotten = source.prepare('SELECT partition, below FROM forgotten').all();
    createDatabase(to, (copy) => {
      copy.exec(schema);
      const addCompacted = copy.prepare('INSERT INTO compacted (segment, at) VALUES (?, ?)');
      for (const { segment, at } of compacted) addCompacted.run(segment ?? null, at ?? null);
      const addForgotten = copy.prepare('INSERT INTO forgotten (partition, below) VALUES (?, ?)');
      for (const { partition, below } of forgotten) addForgotten.run(partition ?? null, below ?? null);
    });
    return true;
  } finally {
    source.close();
  }
}

/** The offset of a partition below which deletions may have been forgotten; null if none was. For readers in any process. */
export type ForgottenReader = { below(partition: number): number | null; close(): void };

export function openForgottenReader(dir: string, topic: string): ForgottenReader {
  const file = marksFile(dir, topic);
  let database: DatabaseSync | null = null;
  return {
    below(partition) {
      if (database === null) {
        if (!existsSync(file)) return null;
        database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      }
      const row = database.prepare('SELECT below FROM forgotten WHERE partition = ?').get(partition);
      return (row as { below: number } | undefined)?.below ?? null;
    },
    close: () => database?.close(),
  };
}
