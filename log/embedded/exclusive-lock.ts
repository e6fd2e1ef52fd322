import { DatabaseSync } from 'node:sqlite';

export type ExclusiveLock = { release(): void };

/**
 * Takes a lock that ends with its holder, even by kill -9: an exclusive transaction on a SQLite file of its own, which is a lock of
 * the operating system on that file. Null if it is held already, in this process or another.
 */
export function tryLock(file: string): ExclusiveLock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return null;
    throw error;
  }
  return {
    release() {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
