import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase } from './create-database.ts';

/**
 * What is remembered of erasures in a topic, in a file beside its segments: which segments were looked through for them. Without the file every segment is looked through again,
 * which finds nothing to do.
 */
export type ErasureMarks = {
  isSeen(segment: number): boolean;
  setSeen(segments: readonly number[]): void;
  close(): void;
};

const busyMs = 1_000;

/** Opens the marks of a topic; makes the file if it is missing. */
export function openErasureMarks(dir: string, topic: string, synchronous: 'full' | 'off'): ErasureMarks {
  const file = join(dir, topic, 'erasures.sqlite');
  if (!existsSync(file))
    createDatabase(file, (database) => database.exec('CREATE TABLE seen (segment INTEGER PRIMARY KEY)'));
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    const find = database.prepare('SELECT 1 FROM seen WHERE segment = ?');
    const set = database.prepare('INSERT OR IGNORE INTO seen (segment) VALUES (?)');
    return {
      isSeen: (segment) => find.get(segment) !== undefined,
      setSeen(segments) {
        for (const segment of segments) set.run(segment);
      },
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
