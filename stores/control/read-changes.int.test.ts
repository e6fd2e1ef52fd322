import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Tenant } from '#domain/access/tenant.ts';
import { createManyTenants } from '#testing/many-tenants.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { insertAdmin } from './admin-store.ts';
import { insertKey, revokeKey } from './key-store.ts';
import { type OpenDirectory, openDirectory } from './open-directory.ts';
import { createTenant, updateTenant } from './tenant-store.ts';

const manyTenants = 2_000;
const neverMs = 3_600_000;
const hmacSecret = 'secret of these tests alone';

let postgres: TestDatabase;
let database: Database;
let owner: Database;
let single: Database;
let dir: string;
let actor: { adminId: string; address: string };
let tenant: Tenant;
let directory: OpenDirectory;
let rowsRead = 0;

before(async () => {
  postgres = await openTestDatabase();
  database = openDatabase({ url: postgres.apiUrl, max: 4, applicationName: 'changes-test' });
  single = openDatabase({ url: postgres.apiUrl, max: 1, applicationName: 'changes-test-counted' });
  owner = openDatabase({ url: postgres.ownerUrl, max: 1, applicationName: 'changes-test-owner' });
  dir = mkdtempSync(join(tmpdir(), 'recomengine-changes-'));
  const admin = await insertAdmin(database, 'ada@shop.example', 'hash', '127.0.0.1');
  actor = { adminId: admin!.adminId, address: '127.0.0.1' };
  tenant = await createTenant(database, actor, 'Shop', {});
  await createManyTenants(owner, manyTenants);
  directory = await openCounted('directory.json');
});
after(async () => {
  await directory.close();
  await owner.close();
  await single.close();
  await database.close();
  await postgres.close();
  rmSync(dir, { recursive: true });
});

/**
 * Counts the rows that the server reads from tables, by an index or without, in transactions. The view of statistics holds what a connection has not
 * reported yet, which includes earlier transactions; so there is one connection, which reports before each transaction.
 */
const counted = (): Database => ({
  ...single,
  async transaction(work) {
    await single.query('SELECT pg_stat_force_next_flush()');
    return single.transaction(async (client) => {
      const result = await work(client);
      const { rows } = await client.query<{ read: number }>(
        'SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int AS read FROM pg_stat_xact_user_tables',
      );
      rowsRead += rows[0]?.read ?? 0;
      return result;
    });
  },
});
const openCounted = (file: string) =>
  openDirectory(database, { control: counted(), hmacSecret, cacheFile: join(dir, file), pollMs: neverMs });
async function rowsReadBy(change: () => Promise<unknown>): Promise<number> {
  await change();
  rowsRead = 0;
  await directory.refresh();
  return rowsRead;
}
const newKey = async () => {
  const limits = { readsPerMinute: 1, writesPerMinute: 1 };
  const wanted = { name: 'Key', permissions: 'read', space: 'live', scope: tenant.scopes.live, ...limits } as const;
  const key = await insertKey(database, actor, tenant.tenantId, hmacSecret, 1_000, wanted);
  assert.ok(typeof key === 'object');
  return key;
};
const rename = (name: string) => updateTenant(database, actor, tenant.tenantId, { name });

test('a change among many tenants reads the few rows that it is about', async () => {
  assert.ok(rowsRead > manyTenants * 2, `control: the first reading is of all, and counted: ${rowsRead}`);
  assert.ok(directory.tenants().length === manyTenants + 1);
  const few = 20;
  let key: Awaited<ReturnType<typeof newKey>> | undefined;
  const changes: Record<string, () => Promise<unknown>> = {
    'a name': () => rename('Renamed'),
    'a new tenant': () => createTenant(database, actor, 'Another', {}),
    'a new key': async () => {
      key = await newKey();
    },
    'a revoked key': () => revokeKey(database, actor, tenant.tenantId, key!.keyId),
  };
  for (const [what, change] of Object.entries(changes)) {
    const read = await rowsReadBy(change);
    assert.ok(read > 0 && read <= few, `${what}: ${read} rows`);
  }
  assert.equal(directory.tenant(tenant.tenantId)?.name, 'Renamed');
  assert.equal(await rowsReadBy(async () => {}), 0, 'without a change no transaction is needed');
});

test('the version of a tenant rises with anything of it, and is the same in every process', async () => {
  const other = directory.tenants().at(-1)!.tenantId;
  const seen = new Set<string>();
  const otherBefore = directory.configVersion(other);
  for (const change of [() => rename('Again'), newKey, () => rename('And again')]) {
    await change();
    await directory.refresh();
    seen.add(directory.configVersion(tenant.tenantId));
  }
  assert.equal(seen.size, 3);
  assert.deepEqual(
    [...seen],
    [...seen].sort((a, b) => Number(a) - Number(b)),
  );
  assert.equal(directory.configVersion(other), otherBefore, "another's stays");
  const started = await openCounted('another.json');
  assert.equal(started.configVersion(tenant.tenantId), directory.configVersion(tenant.tenantId));
  assert.equal(started.configVersion(other), otherBefore);
  await started.close();
});

test('a change is added to the file, which a start without Postgres reads to its end', async () => {
  const path = join(dir, 'added.json');
  const first = await openCounted('added.json');
  const [kept, revoked] = [await newKey(), await newKey()];
  await first.refresh();
  const untilItSays = (text: string) =>
    waitFor(
      async () => existsSync(path) && readFileSync(path, 'utf8').includes(text),
      () => `${text} in the file`,
    );
  await untilItSays(revoked.keyId);
  const before = statSync(path);
  await revokeKey(database, actor, tenant.tenantId, revoked.keyId);
  await first.refresh();
  await untilItSays(`"gone":["${revoked.keyId}"]`);
  const grown = statSync(path);
  assert.equal(grown.ino, before.ino, 'the file is the same');
  assert.ok(grown.size > before.size && grown.size - before.size < 1_000, `${grown.size - before.size} bytes more`);
  assert.ok(before.size > manyTenants * 300, 'control: a whole file is far longer');
  await first.close();

  const down = openDatabase({
    url: 'postgres://api:api@127.0.0.1:1/none',
    max: 1,
    applicationName: 'changes-test-down',
  });
  const started = await openDirectory(down, { hmacSecret, cacheFile: path, pollMs: neverMs });
  assert.equal(started.authenticateKey(kept.key).ok, true);
  assert.equal(started.authenticateKey(revoked.key).ok, false);
  assert.equal(started.configVersion(tenant.tenantId), first.configVersion(tenant.tenantId));
  await started.close();
  await down.close();
});

test('a database that does not know the last number any more is read whole', async () => {
  const started = await openCounted('restored.json');
  await owner.query('DELETE FROM control_log WHERE number = (SELECT max(number) FROM control_log)');
  rowsRead = 0;
  await started.refresh();
  assert.ok(rowsRead > manyTenants, `${rowsRead} rows`);
  await started.close();
});
