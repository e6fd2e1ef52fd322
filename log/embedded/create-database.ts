import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { replaceFileBy } from '#runtime/replace-file.ts';

/**
 * Makes a SQLite file that is there whole or not at all, over a crash too: under another name, synced, renamed. Until a file is in WAL mode
 * a process that opens it is in the way of its maker, and after a crash of the maker a reader could not open it at all.
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
