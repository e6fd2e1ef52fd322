import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { type DeadLetter, insertDeadLetters } from './insert-dead-letters.ts';

let testDatabase: TestDatabase;
let owner: Database;
let log: number;

before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  const { rows } = await owner.query<{ log: number }>(
    `INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'the-log', 4) RETURNING log`,
  );
  log = rows[0]?.log ?? 0;
  // Round trips are counted by a trigger that fires for each statement.
  await owner.query(`CREATE TABLE statements (at timestamptz DEFAULT now())`);
  await owner.query(
    `CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO statements DEFAULT VALUES; RETURN NULL; END'`,
  );
  await owner.query(
    `CREATE TRIGGER counted AFTER INSERT ON dead_letters FOR EACH STATEMENT EXECUTE FUNCTION count_statement()`,
  );
});
after(async () => {
  await owner.close();
  await testDatabase.close();
});

const letterAt = (offset: number): DeadLetter => ({
  offset: BigInt(offset),
  key: `1:user\0${offset}`,
  value: offset % 2 === 0 ? Buffer.from([0, 255, offset % 256]) : null,
  scope: offset % 3 === 0 ? null : 1,
  reason: 'undecodable',
  detail: `why "${offset}", {or} \\ not`,
});

test('all letters of a batch are one statement, and are stored as they were; a repeat changes nothing', async () => {
  const letters = Array.from({ length: 500 }, (_, n) => letterAt(n));
  const insert = (some: readonly DeadLetter[]) =>
    owner.transaction((client) => insertDeadLetters(client, { topic: 'events', log, partition: 2 }, some));
  await insert(letters);
  await insert(letters.slice(0, 3).map((letter) => ({ ...letter, detail: 'another' })));
  await insert([]);
  const { rows } = await owner.query(
    'SELECT "offset", record_key AS key, value, scope, reason, detail FROM dead_letters ORDER BY "offset"',
  );
  assert.deepEqual(
    rows,
    letters.map((letter) => ({ ...letter, key: letter.key.replace('\0', '\uFFFD') })),
  );
  const { rows: statements } = await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM statements');
  assert.equal(statements[0]?.n, 2);
});
