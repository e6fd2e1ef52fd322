import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { retentionChore } from '#processors/retention/keep-retention.ts';
import { hashOf } from '#processors/run-partition.ts';
import { markDailyDone } from '#stores/chores/daily-chore.ts';
import { claimPartition, registerLog } from '#stores/offsets/offsets.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { markStale, newHere } from '#stores/projections/versions.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { examineDatabase } from './examine-database.ts';
import { examineGroups } from './examine-groups.ts';
import { examineLog } from './examine-log.ts';
import { examineLogin } from './examine-login.ts';
import { examineRetention } from './examine-retention.ts';
import type { Finding } from './finding.ts';

const records = 5;
const group = 'loader';

let dir: string;
let log: EmbeddedLog;
let testDatabase: TestDatabase;
let owner: Database;
let api: Database;
let logNumber: number;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-doctor-'));
  log = await openEmbeddedLog({ dir, role: 'writer', synchronous: 'off' });
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'doctor-test' });
  api = openDatabase({ url: testDatabase.apiUrl, max: 1, applicationName: 'doctor-test-api' });
  const values = Array.from({ length: records }, (_, n) => Buffer.from([0, n]));
  for (const { partition } of (await log.describe('events')).partitions)
    await log.append(
      'events',
      values.map((value) => ({ key: 'k', value, partition })),
    );
});
after(async () => {
  await log.close();
  await owner.close();
  await api.close();
  await testDatabase.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Sets the offsets as if a loader had read every partition to its end. */
beforeEach(async () => {
  await owner.query('DELETE FROM consumer_offsets');
  await owner.query('DELETE FROM logs');
  const { logId, partitions } = await log.describe('events');
  logNumber = await registerLog(owner, 'events', logId, partitions.length);
  for (const { partition, high } of partitions) {
    await claimPartition(owner, group, 'events', logNumber, partition);
    await moveTo(partition, high);
  }
});

async function moveTo(partition: number, next: bigint, hash?: Buffer): Promise<void> {
  await owner.query(
    `UPDATE consumer_offsets SET next_offset = $3, last_record_hash = $4, updated_at = now() WHERE log = $1 AND partition = $2`,
    [logNumber, partition, next, hash ?? (await hashBefore(partition, next))],
  );
}

async function hashBefore(partition: number, next: bigint): Promise<Buffer | null> {
  if (next === 0n || next > BigInt(records)) return null;
  const { records: found } = await log.read('events', partition, next - 1n, { maxRecords: 1 });
  return hashOf(found[0]!);
}

const groups = async (nowMs = Date.now()) =>
  (await examineGroups(log, owner, nowMs)).filter(({ check }) => check.includes('events'));
const statesOf = (findings: readonly Finding[]) => findings.map(({ state }) => state);

test('a group at the end of every partition is fine, with its position and lag', async () => {
  const found = await groups();
  assert.deepEqual(statesOf(found), ['ok', 'ok', 'ok', 'ok']);
  assert.deepEqual(
    found.map(({ check }) => check),
    [0, 1, 2, 3].map((partition) => `group loader events/${partition}`),
  );
  assert.match(found[0]?.detail ?? '', /^at 5 of 5, 0 behind, epoch 1$/);
});

test('one that is behind is fine while it moves, and a problem when it stands still', async () => {
  await moveTo(1, 2n);
  const found = await groups();
  assert.match(found[1]?.detail ?? '', /^at 2 of 5, 3 behind/);
  assert.equal(found[1]?.state, 'ok');
  const later = await groups(Date.now() + 61_000);
  assert.deepEqual(statesOf(later), ['ok', 'problem', 'ok', 'ok']);
  assert.match(later[1]?.detail ?? '', /it has not moved for 6\d s/);
});

test('a position beyond the end of the log, or after another record, means that the log was replaced', async () => {
  await moveTo(0, 99n);
  await moveTo(2, 3n, Buffer.alloc(32));
  const found = await groups();
  assert.deepEqual(statesOf(found), ['problem', 'ok', 'problem', 'ok']);
  assert.match(found[0]?.detail ?? '', /beyond the end of the log/);
  assert.match(found[2]?.detail ?? '', /is not the one that was loaded/);
  assert.ok([0, 2].every((n) => /docs\/cli\.md/.test(found[n]?.advice ?? '')));
});

test('a retention that was not done with for days is a warning, one of today is fine, and one that never ran is told', async () => {
  const found = () => examineRetention(owner, 90);
  assert.match((await found()).detail, /kept 90 days; it has not run yet/);
  await markDailyDone(owner, retentionChore);
  assert.equal((await found()).state, 'ok');
  await owner.query(`UPDATE chores SET ran_at = now() - interval '4 days'`);
  const late = await found();
  assert.equal(late.state, 'warning');
  assert.match(late.detail, /4 days ago/);
});

test('a search of the catalog without its index is a warning that says what to do', async () => {
  const search = async () => (await examineDatabase(owner, Date.now())).find(({ check }) => check === 'catalog search');
  assert.equal((await search())?.state, 'ok');
  await owner.query('DROP INDEX catalog_items_search');
  const found = await search();
  assert.equal(found?.state, 'warning');
  assert.match(found?.advice ?? '', /operations\.md/);
});

test('a log that nobody has read, and a partition that nobody has claimed, are warnings', async () => {
  await owner.query('DELETE FROM consumer_offsets WHERE partition = 3');
  assert.deepEqual(statesOf(await groups()), ['ok', 'ok', 'ok', 'warning']);
  await owner.query(`UPDATE logs SET log_id = 'an older one'`);
  const found = await groups();
  assert.deepEqual(statesOf(found), ['warning']);
  assert.match(found[0]?.detail ?? '', /is new and was not read yet; read was an older one/);
});

test('the log tells its topics, and a clock that lies behind its last record', async () => {
  const found = await examineLog(log, Date.now());
  assert.deepEqual(
    found.map(({ check, state }) => [check, state]),
    [
      ['log events', 'ok'],
      ['log catalog', 'ok'],
      ['clock and log', 'ok'],
    ],
  );
  const yesterday = await examineLog(log, Date.now() - 86_400_000);
  assert.equal(yesterday.at(-1)?.state, 'problem');
});

test('Postgres is looked over: this one, made for tests, is not durable, and says so', async () => {
  const found = await examineDatabase(owner, Date.now());
  const stateOf = (name: string) => found.find(({ check }) => check === name)?.state;
  assert.deepEqual(['fsync', 'full_page_writes', 'synchronous_commit'].map(stateOf), ['problem', 'problem', 'warning']);
  assert.deepEqual(['postgres', 'migrations', 'row-level security', 'dead letters'].map(stateOf), [
    'ok',
    'ok',
    'ok',
    'ok',
  ]);
  assert.ok(found.every(({ state, advice }) => (state === 'ok') === (advice === null)));
  const skewed = await examineDatabase(owner, Date.now() - 10_000);
  assert.equal(skewed.find(({ check }) => check === 'clock and Postgres')?.state, 'warning');
});

test('what was taken away from Postgres is noticed: a table without row-level security, a migration', async () => {
  await owner.query('ALTER TABLE catalog_items DISABLE ROW LEVEL SECURITY');
  await owner.query(`UPDATE schema_migrations SET name = '9999_of_tomorrow.sql' WHERE name LIKE '0001%'`);
  try {
    const found = await examineDatabase(owner, Date.now());
    const of = (name: string) => found.find(({ check }) => check === name);
    assert.equal(of('row-level security')?.state, 'problem');
    assert.match(of('row-level security')?.detail ?? '', /off for catalog_items:/);
    assert.equal(of('migrations')?.state, 'problem');
  } finally {
    await owner.query('ALTER TABLE catalog_items ENABLE ROW LEVEL SECURITY');
    await owner.query(`UPDATE schema_migrations SET name = '0001_control.sql' WHERE name LIKE '9999%'`);
  }
});

test('of a projection that waits for a rebuild it says why, and what to do: stale, new here, of a former currency', async () => {
  const of = async (name: string) =>
    (await examineDatabase(owner, Date.now())).find(({ check }) => check === `projection ${name}`);
  assert.equal((await of('analytics'))?.state, 'ok', 'control');
  await owner.query(
    `WITH a AS (INSERT INTO admins (admin_id, email, password_hash) VALUES (gen_random_uuid(), 'a@shop.example', '!') RETURNING admin_id),
          t AS (INSERT INTO tenants (tenant_id, admin_id, name, config) SELECT gen_random_uuid(), admin_id, 'Moved', '{}' FROM a RETURNING tenant_id),
          s AS (INSERT INTO scopes (tenant_id, space) SELECT tenant_id, 'live' FROM t RETURNING scope)
     INSERT INTO currency_changes (scope, former, changed_at) SELECT scope, 'USD', now() FROM s`,
  );
  const former = await of('analytics');
  assert.equal(former?.state, 'warning');
  assert.match(
    `${former?.detail} ${former?.advice}`,
    /1 tenant\(s\) changed the currency .*recomengine rebuild analytics/,
  );
  await markStale(owner, 'trending', 'it threw');
  assert.match((await of('trending'))?.advice ?? '', /^Run `recomengine rebuild trending`/);
  await markStale(owner, 'trending', newHere);
  assert.match((await of('trending'))?.advice ?? '', /build it by themselves.*recomengine rebuild trending/);
});

test('the login api is bound; the owner in its place is not', async () => {
  assert.deepEqual(statesOf(await examineLogin('api', api)), ['ok']);
  const [finding] = await examineLogin('api', owner);
  assert.equal(finding?.state, 'problem');
  assert.match(finding?.advice ?? '', /NOSUPERUSER/);
});
