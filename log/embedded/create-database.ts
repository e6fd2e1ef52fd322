import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { replaceFileBy } from '#runtime/replace-file.ts';

/**
 * Makes a SQLite file whole or not at all, even if the process crashes: under another name, synced, then renamed. Until a file is in WAL mode, a
 * process that opens it blocks the one that makes it, and if the maker crashed, a reader could not open the file at all.
 */
export function createDatabase(file: string, fill: (database: DatabaseSync) => void): void {
  replaceFileBy(file, (draft) => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(draft + suffix, { force: true });
    const database = new DatabaseSync(draft);
    try {
      fill(database);
      database.exec('PRAGMA journal_mode = WAL');
    } finally {
      database.close();
    }
  });
}
