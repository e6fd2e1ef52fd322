import pg from 'pg';
import { copiedRows } from './copied-rows.ts';
import type { Fault } from './planted-faults.ts';
import type { Store, Transaction } from './store.ts';

export type Result = { rowCount: number; rows: Record<string, unknown>[] };

/** The statement of the simulated projection, which counts each event that it is given. */
export const foldStatement = 'simulated fold';

const text = (value: unknown): string => (typeof value === 'bigint' ? `${value}` : String(value));
const rows = (...found: Record<string, unknown>[]): Result => ({ rowCount: found.length, rows: found });
const changed = (rowCount: number): Result => ({ rowCount, rows: [] });

/** The elements of an array of numbers or ids as it is sent. */
const elementsOf = (array: unknown): string[] => text(array).slice(1, -1).split(',');

type Statement = (
  store: Store,
  transaction: Transaction,
  values: readonly unknown[],
  fault: Fault | null,
) => Promise<Result>;

/**
 * What the store does at each statement that the loader and its runner send, by the words with which the statement begins. One that is not here is an error, so
 * that a statement which is added to the real code is noticed.
 */
const statements: Record<string, Statement> = {
  'INSERT INTO logs': async ({ committed }, { changes }, [topic, logId]) => {
    const key = `${text(topic)}/${text(logId)}`;
    const log = committed.logs.get(key) ?? committed.logs.size + 1;
    changes.logs.set(key, log);
    return rows({ log });
  },
  'INSERT INTO consumer_offsets': async (store, transaction, [group, topic, log, partition]) => {
    const key = [group, topic, log, partition].map(text).join('/');
    await store.lock(transaction, key);
    const before = store.committed.offsets.get(key) ?? { epoch: 0n, next: 0n, hash: null };
    const row = { ...before, epoch: before.epoch + 1n };
    transaction.changes.offsets.set(key, row);
    return rows({ epoch: row.epoch, next_offset: row.next, last_record_hash: row.hash });
  },
  'UPDATE consumer_offsets': async (store, transaction, values, fault) => {
    const [group, topic, log, partition, epoch, next, hash, expected] = values;
    const key = [group, topic, log, partition].map(text).join('/');
    await store.lock(transaction, key);
    const row = transaction.changes.offsets.get(key) ?? store.committed.offsets.get(key);
    if (row === undefined) return changed(0);
    if (fault !== 'no_position_check' && (row.epoch !== epoch || row.next !== expected)) return changed(0);
    const moved = { epoch: row.epoch, next: next as bigint, hash: hash as Buffer };
    (fault === 'offset_before_rows' ? store.committed : transaction.changes).offsets.set(key, moved);
    return changed(1);
  },
  'INSERT INTO dead_letters': async (_store, { changes }, [, log, partition, offsets, , , , reasons]) => {
    for (const [n, offset] of (offsets as bigint[]).entries())
      changes.letters.set(`${text(log)}/${text(partition)}/${offset}`, text((reasons as string[])[n]));
    return changed((offsets as bigint[]).length);
  },
  'SELECT k.n::int AS n, e.is_here': async ({ committed }, { changes }, [ids, , offsets, log, partition]) =>
    rows(
      ...elementsOf(ids).flatMap((id, n) => {
        const found = changes.events.get(id) ?? committed.events.get(id);
        if (found === undefined) return [];
        const isHere =
          found.log === log && found.partition === partition && `${found.offset}` === elementsOf(offsets)[n];
        return [{ n: n + 1, isHere }];
      }),
    ),
  'SELECT name, live_version FROM projections': async () => rows({ name: 'simulated', live_version: 1 }),
  [foldStatement]: async (_store, { changes }, ids) => {
    for (const id of ids) changes.folded.set(text(id), (changes.folded.get(text(id)) ?? 0) + 1);
    return changed(ids.length);
  },
};

/** Does one statement in a transaction. `fault` is what is planted. */
export function runStatement(
  store: Store,
  transaction: Transaction,
  sql: string,
  values: readonly unknown[],
  fault: Fault | null,
): Promise<Result> {
  const found = Object.entries(statements).find(([begin]) => sql.startsWith(begin));
  if (found === undefined) throw new Error(`the simulated store does not know: ${sql.slice(0, 80)}`);
  return found[1](store, transaction, values, fault);
}

/** The end of a COPY into the table of a month. As Postgres, it refuses a text with U+0000, and an id that is there. */
export function storeCopied({ committed }: Store, { changes }: Transaction, bytes: Buffer): void {
  for (const row of copiedRows(bytes)) {
    const [id, , , offset, , log, partition, , , , , ...texts] = row;
    if (texts.some((field) => field?.includes(0)))
      throw databaseError('22021', 'invalid byte sequence for encoding "UTF8": 0x00');
    if (!id || !offset || !log || !partition) throw new Error('a copied row lacks its id or its position');
    const key = id.toString('hex');
    if (committed.events.has(key) || changes.events.has(key))
      throw databaseError('23505', 'duplicate key value violates unique constraint');
    changes.events.set(key, {
      log: log.readInt16BE(),
      partition: partition.readInt16BE(),
      offset: offset.readBigInt64BE(),
    });
  }
}

/** An error as the server sends it. */
export function databaseError(code: string, message: string): Error {
  return Object.assign(new pg.DatabaseError(message, 0, 'error'), { code });
}
