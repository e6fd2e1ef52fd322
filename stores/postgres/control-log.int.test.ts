import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { type Database, openDatabase } from './database.ts';

let testDatabase: TestDatabase;
let database: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.apiUrl, max: 8, applicationName: 'control-log' });
});
after(async () => {
  await database.close();
  await testDatabase.close();
});

const appendSql = `SELECT append_control('projection', $1)::int AS number`;
const insertSql = `INSERT INTO control_log (subject, subject_id) VALUES ('projection', $1) RETURNING number::int AS number`;

async function numberBy(client: pg.PoolClient, sql: string, subject: string): Promise<number> {
  return (await client.query<{ number: number }>(sql, [subject])).rows[0]?.number ?? 0;
}

/** Reads as a reader does that remembers the greatest number it has seen. */
async function readBeyond(number: number): Promise<number[]> {
  const { rows } = await database.query<{ number: number }>(
    'SELECT number::int AS number FROM control_log WHERE number > $1 ORDER BY number',
    [number],
  );
  return rows.map((row) => row.number);
}

/** Two transactions: the second begins later and tries to commit first. */
async function twoAtOnce(sql: string, isHeldBack: boolean): Promise<{ seenFirst: number[]; seenThen: number[] }> {
  const { rows } = await database.query<{ number: number }>(
    'SELECT coalesce(max(number), 0)::int AS number FROM control_log',
  );
  const before = rows[0]?.number ?? 0;
  const [early, late] = [await database.pool.connect(), await database.pool.connect()];
  try {
    await early.query('BEGIN');
    await late.query('BEGIN');
    await numberBy(early, sql, 'early');
    const asked = numberBy(late, sql, 'late');
    if (isHeldBack) {
      await waitFor(
        async () =>
          (
            await database.query(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
            )
          ).rowCount === 1,
        () => 'the later waits for the earlier',
      );
      await early.query('COMMIT');
    }
    await asked;
    await late.query('COMMIT');
    const seenFirst = await readBeyond(before);
    if (!isHeldBack) await early.query('COMMIT');
    return { seenFirst, seenThen: await readBeyond(seenFirst.at(-1) ?? before) };
  } finally {
    early.release();
    late.release();
  }
}

test('numbers of control_log become visible in their order, so that who remembers the greatest misses none', async () => {
  const { seenFirst, seenThen } = await twoAtOnce(appendSql, true);
  assert.equal(seenFirst.length, 2);
  assert.deepEqual(seenThen, []);
});

test('control: numbers that are given without the lock become visible out of order, and one is missed', async () => {
  const { seenFirst, seenThen } = await twoAtOnce(insertSql, false);
  assert.equal(seenFirst.length, 1, 'the later number alone');
  assert.deepEqual(seenThen, [], 'and the earlier one is never read');
});

test('under many writers no reader ever sees a number without all before it', async () => {
  const writers = Array.from({ length: 5 }, async (_, n) => {
    for (let i = 0; i < 20; i++)
      await database.transaction((client) => numberBy(client, appendSql, `writer ${n}, ${i}`));
  });
  let isDone = false;
  const all = Promise.all(writers).then(() => {
    isDone = true;
  });
  const read: number[] = [];
  while (!isDone) read.push(...(await readBeyond(read.at(-1) ?? 0)));
  await all;
  read.push(...(await readBeyond(read.at(-1) ?? 0)));
  assert.deepEqual(read, await readBeyond(0));
});
