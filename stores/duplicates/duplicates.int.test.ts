import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { eventIdentity } from '#domain/events/identity.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { createArchivedMonths } from './archived-months.ts';
import { findKnownIds } from './find-known-ids.ts';
import { findServerTimes } from './find-server-times.ts';
import { readMerged } from './read-merged.ts';

const nowMs = Date.UTC(2026, 2, 15, 12, 0, 0, 123);
let testDatabase: TestDatabase;
let database: Database;
let owner: pg.Client;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'duplicates-test' });
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await database.close();
  await testDatabase.close();
});

const idOf = (scope: number, userId: string, timestampMs: number, clientEventId: string | null = null) =>
  eventIdentity(
    {
      scope,
      type: 'product_viewed',
      userId,
      productId: 'mug',
      timestampMs,
      placementId: null,
      orderId: null,
      clientEventId,
    },
    (text) => hash('sha256', text, 'buffer'),
  );

async function store(scope: number, userId: string, timestampMs: number, clientEventId: string | null = null) {
  const id = idOf(scope, userId, timestampMs, clientEventId);
  const at = new Date(timestampMs);
  await owner.query('SELECT ensure_month($1)', [at]);
  await owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id, client_event_id)
     VALUES ($1, $2, now(), 0, $3, 1, 0, 1, 0, $4, 'mug', $5)`,
    [id.toString('hex'), at, scope, userId, clientEventId],
  );
  return id;
}

test('stored ids are found by one question over several months, the others are not', async () => {
  const january = await store(1, 'a', Date.UTC(2026, 0, 31, 23, 59, 59, 999));
  const march = await store(1, 'a', nowMs);
  const unknown = idOf(1, 'b', nowMs);
  const inNoMonth = idOf(1, 'a', Date.UTC(2011, 5, 1));
  const asked = [unknown, march, inNoMonth, january].map((id) => ({ scope: 1, id }));
  assert.deepEqual([...(await findKnownIds(database, asked))].map((one) => asked.indexOf(one)).sort(), [1, 3]);
});

test('an id of another scope is not found, neither under its own scope nor under a foreign one (FR-004)', async () => {
  const id = await store(2, 'a', nowMs);
  const [foreign, own] = [1, 2].map((scope) => ({ scope, id }));
  assert.deepEqual([...(await findKnownIds(database, [foreign!]))], []);
  assert.deepEqual([...(await findKnownIds(database, [foreign!, own!]))], [own], 'asked for at once with the own one');
});

test('ten thousand ids of ten thousand stored events are found in one question', async () => {
  const from = Date.UTC(2026, 1, 1);
  const ids = Array.from({ length: 10_000 }, (_, n) => idOf(3, `u-${n}`, from + n * 60_000));
  await owner.query("SELECT ensure_month('2026-02-01Z')");
  await owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id)
     SELECT k.id, timestamptz 'epoch' + k.ms * interval '1 millisecond', now(), 0, 3, 1, 0, 1, 0, 'u', 'mug'
     FROM unnest($1::uuid[], $2::bigint[]) AS k(id, ms)`,
    [ids.map((id) => id.toString('hex')), ids.map((id) => id.readUIntBE(0, 6))],
  );
  const asked = ids.map((id) => ({ scope: 3, id }));
  assert.equal((await findKnownIds(database, asked)).size, 10_000);
});

test('the time of an event without one is found by its event id, and of nothing else', async () => {
  await store(1, 'timeless', nowMs - 1_000, 'e-1');
  await store(1, 'timeless', nowMs - 2_000, 'e-2');
  const key = { type: 1, userId: 'timeless', productId: 'mug', clientEventId: 'e-1' };
  const keys = [key, { ...key, type: 2 }, { ...key, clientEventId: 'e-2' }, { ...key, userId: 'other' }];
  const times = await findServerTimes(database, 1, keys, nowMs);
  assert.deepEqual(times, [nowMs - 1_000, undefined, nowMs - 2_000, undefined]);
  assert.deepEqual(await findServerTimes(database, 2, [key], nowMs), [undefined]);
});

test('an archived month is known once it was read; an open one never is', async () => {
  const months = createArchivedMonths(
    database,
    () => nowMs,
    (error) => assert.fail(String(error)),
  );
  await owner.query("INSERT INTO event_months (month, state) VALUES ('2020-05-01', 'archived')");
  await months.refresh();
  assert.equal(months.isArchived(Date.UTC(2020, 4, 31, 23, 59)), true);
  assert.equal(months.isArchived(Date.UTC(2020, 5, 1)), false);
  assert.equal(months.isArchived(nowMs), false);
});

test('the loader’s committed offsets are those of this very log, the lowest of all groups', async () => {
  await owner.query(
    `INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'this', 4), ('events', 'other', 4)`,
  );
  await owner.query(
    `INSERT INTO consumer_offsets (consumer_group, topic, log, partition, next_offset)
     SELECT g.name, 'events', l.log, 2, CASE WHEN l.log_id = 'this' THEN g.next ELSE 1 END
     FROM logs l, (VALUES ('loader', 70), ('slower', 40)) AS g(name, next) WHERE l.log_id IN ('this', 'other')`,
  );
  const merged = await readMerged(database, 'events', 'this');
  assert.deepEqual([[...merged.nextOffsets], merged.isOnlyLog], [[[2, 40n]], false]);
  await owner.query("INSERT INTO logs (topic, log_id, partitions) VALUES ('another topic', 'only', 1)");
  const only = await readMerged(database, 'another topic', 'only');
  assert.deepEqual([[...only.nextOffsets], only.isOnlyLog], [[], true]);
});
