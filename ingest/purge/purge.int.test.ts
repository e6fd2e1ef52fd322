import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { readPurgedScopes } from '#stores/purge/read-purged-scopes.ts';
import { plainItem } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { purgeAfterMs, putPurgesOnLog } from './put-purges-on-log.ts';

const deletedAtMs = Date.UTC(2026, 0, 10);
const tenants = { deleted: randomUUID(), living: randomUUID(), justDeleted: randomUUID() };

let dir: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;
let log: EmbeddedLog;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-purge-'));
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'server' });
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  const admin = randomUUID();
  await owner.query(`INSERT INTO admins (admin_id, email, password_hash) VALUES ($1, 'a@shop.example', '!')`, [admin]);
  for (const [id, deletedAt] of [
    [tenants.deleted, new Date(deletedAtMs)],
    [tenants.living, null],
    [tenants.justDeleted, new Date(deletedAtMs + 1)],
  ] as const) {
    await owner.query(
      `INSERT INTO tenants (tenant_id, admin_id, name, status, deleted_at) VALUES ($1, $2, 'Shop', $3, $4)`,
      [id, admin, deletedAt === null ? 'active' : 'deleted', deletedAt],
    );
    // Scopes 1 and 2, 3 and 4, 5 and 6.
    await owner.query(`INSERT INTO scopes (tenant_id, space) VALUES ($1, 'live'), ($1, 'test')`, [id]);
  }
});
after(async () => {
  await log.close();
  await database.close();
  await owner.close();
  await testDatabase.close();
  rmSync(dir, { recursive: true });
});

const change = (scope: number, productId: string, op: CatalogChange['op'] = 'put') => ({
  key: catalogKey(scope, productId),
  value: encodeCatalogChange({
    scope,
    productId,
    op,
    receivedAtMs: deletedAtMs,
    createdAtMs: null,
    item:
      op === 'delete'
        ? null
        : plainItem({
            productId,
            name: productId,
          }),
  }),
});
const tombstones = async () =>
  (await log.read('catalog', 0, 0n, { maxRecords: 10_000 })).records
    .filter(({ value }) => value === null)
    .map(({ key }) => key)
    .sort();
const put = (nowMs: number) => putPurgesOnLog({ log, database }, nowMs);

test('a tenant that was deleted 30 days ago gets a tombstone for each of its keys, and is purged from then on', async () => {
  await log.append('catalog', [
    ...Array.from({ length: 1_500 }, (_, n) => change(1, `mug ${n}`)),
    change(1, 'mug 0'),
    change(1, 'gone:already'),
    change(1, 'gone:already', 'delete'),
    change(2, 'mug 1'),
    change(3, 'mug 1'),
    change(5, 'mug 1'),
    change(11, 'mug 1'),
  ]);
  assert.deepEqual(await put(deletedAtMs + purgeAfterMs), [], 'control: not on the moment before');
  assert.deepEqual(await tombstones(), []);
  assert.deepEqual(await put(deletedAtMs + purgeAfterMs + 1), [tenants.deleted]);
  const expected = [...Array.from({ length: 1_500 }, (_, n) => `1:mug ${n}`), '1:gone:already', '2:mug 1'].sort();
  assert.deepEqual(await tombstones(), expected);
  assert.deepEqual((await readPurgedScopes(database)).sort(), [1, 2]);

  assert.deepEqual(await put(deletedAtMs + purgeAfterMs + 1), [], 'and then it is done');
  assert.deepEqual(await tombstones(), expected);
});

test('a purge that was cut short before Postgres knew of it duplicates no tombstone', async () => {
  await owner.query('DELETE FROM tenant_purges');
  const before = await tombstones();
  await log.append('catalog', [change(1, 'after the crash')]);
  assert.deepEqual(await put(deletedAtMs + purgeAfterMs + 1), [tenants.deleted]);
  assert.deepEqual(await tombstones(), [...before, '1:after the crash'].sort());
});

test('a log that refuses leaves the tenant due', async () => {
  await owner.query('DELETE FROM tenant_purges');
  await log.append('catalog', [change(1, 'one more')]);
  const refusing = { ...log, append: () => Promise.reject(new Error('full')) };
  await assert.rejects(putPurgesOnLog({ log: refusing, database }, deletedAtMs + purgeAfterMs + 1), /full/);
  assert.deepEqual(await readPurgedScopes(database), []);
  assert.deepEqual(await put(deletedAtMs + purgeAfterMs + 1), [tenants.deleted]);
});

test('a tenant that lives is never purged, whoever asks for it', async () => {
  await database.query('SELECT control_begin_purge($1)', [tenants.living]);
  assert.ok(!(await readPurgedScopes(database)).includes(3));
  await assert.rejects(database.query('SELECT FROM tenant_purges'), { code: '42501' });
});
