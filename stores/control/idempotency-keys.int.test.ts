import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';

const [flooding, other] = [randomUUID(), randomUUID()];
const maxKept = 10_000;
const request = Buffer.from('a request');
let testDatabase: TestDatabase;
let owner: Database;
let api: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 1, applicationName: 'owner' });
  api = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'api' });
});
after(async () => {
  await api.close();
  await owner.close();
  await testDatabase.close();
});

/** Kept answers, one a second, the newest of now. */
const keep = (adminId: string, answers: number) =>
  owner.query(
    `INSERT INTO idempotency_keys (admin_id, key, request_hash, status, created_at)
     SELECT $1, 'kept-' || n, $3, 204, now() - n * interval '1 second' FROM generate_series(1, $2::int) n`,
    [adminId, answers, request],
  );
const keptOf = async (adminId: string) => {
  const { rows } = await owner.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM idempotency_keys WHERE admin_id = $1 AND status IS NOT NULL',
    [adminId],
  );
  return rows[0]?.n;
};

test('beyond so many kept answers of an admin the oldest go; what is not ended, and the newest, stay', async () => {
  const keys = createIdempotencyKeys(api, 'a secret');
  await keep(flooding, maxKept + 500);
  await keep(other, maxKept - 1);
  await owner.query(
    `INSERT INTO idempotency_keys (admin_id, key, request_hash, created_at) VALUES ($1, 'at-work', $2, now() - interval '20 hours')`,
    [flooding, request],
  );
  for (const adminId of [flooding, other]) {
    assert.deepEqual(await keys.begin(adminId, 'one-more', request), { state: 'new' });
    await keys.finish(adminId, 'one-more', { status: 204, body: null });
  }
  assert.equal(await keptOf(flooding), maxKept);
  assert.equal(await keptOf(other), maxKept, 'control: those of another admin stay');
  const done = { state: 'done', status: 204, body: null };
  assert.deepEqual(await keys.begin(flooding, `kept-${maxKept - 2}`, request), done, 'it was among the newest');
  assert.deepEqual(await keys.begin(flooding, 'at-work', request), { state: 'unfinished' });
  assert.deepEqual(await keys.begin(flooding, `kept-${maxKept + 500}`, request), { state: 'new' });
});
