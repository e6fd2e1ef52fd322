import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { monthTableOf, openMonths } from '../postgres/months.ts';
import { type Claim, claimPartition, registerLog } from './offsets.ts';

let server: TestDatabase;
let database: Database;
const nowMs = Date.UTC(2026, 9, 15);
const never = 3_600_000;

before(async () => {
  server = await openTestDatabase();
  database = openDatabase({ url: server.processorUrl, max: 4, applicationName: 'claims', statementTimeoutMs: 2_000 });
  await openMonths(database).ensure([nowMs]);
});
after(async () => {
  await database.close();
  await server.close();
});

/** An owner that has moved its position, and sends nothing to the COPY that it has begun. */
async function freezeInCopy({ log, partition }: Claim): Promise<{ ended: Promise<void>; hasEnded: () => boolean }> {
  const client = new pg.Client({ connectionString: server.processorUrl, statement_timeout: 500 });
  const ended = Promise.withResolvers<void>();
  let hasEnded = false;
  client.on('error', () => {});
  client.on('end', () => {
    hasEnded = true;
    ended.resolve();
  });
  await client.connect();
  await client.query('BEGIN');
  await client.query('UPDATE consumer_offsets SET next_offset = 7 WHERE log = $1 AND partition = $2', [log, partition]);
  client.query(copyFrom(`COPY ${monthTableOf(nowMs)} (event_id) FROM STDIN`)).on('error', () => {});
  return { ended: ended.promise, hasEnded: () => hasEnded };
}

test('an owner that is frozen in the midst of a COPY is ended, and its partition is claimed', async () => {
  const log = await registerLog(database, 'events', 'frozen', 1);
  const claim = (frozenMs: number) =>
    claimPartition(database, 'loader', 'events', log, 0, { frozenMs, lookEveryMs: 100 });
  const first = await claim(never);
  const frozen = await freezeInCopy(first);
  await delay(1_000);
  await assert.rejects(claim(never), 'control: no timeout of Postgres ends it');
  assert.equal(frozen.hasEnded(), false);
  const next = await claim(300);
  assert.deepEqual([next.epoch > first.epoch, next.nextOffset], [true, first.nextOffset]);
  await frozen.ended;
});
