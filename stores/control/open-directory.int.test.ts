import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Tenant } from '#domain/access/tenant.ts';
import { openCuttableProxy } from '#testing/cuttable-proxy.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { insertAdmin } from './admin-store.ts';
import { insertKey, revokeKey } from './key-store.ts';
import { type DirectoryOptions, openDirectory } from './open-directory.ts';
import { createTenant, updateTenant } from './tenant-store.ts';

const hmacSecret = 'secret of these tests alone';
const downUrl = 'postgres://api:api@127.0.0.1:1/nothing';
const minuteMs = 60_000;
/** One second, and what a busy machine adds to it. */
const secondOfBusyMachineMs = 1_500;

let postgres: TestDatabase;
let database: Database;
let tenant: Tenant;
let actor: { adminId: string; address: string };
let dir: string;
let files = 0;

before(async () => {
  postgres = await openTestDatabase();
  database = openDatabase({ url: postgres.apiUrl, max: 4, applicationName: 'directory-test' });
  dir = mkdtempSync(join(tmpdir(), 'recomengine-directory-'));
  const admin = await insertAdmin(database, 'ada@shop.example', 'hash', '127.0.0.1');
  actor = { adminId: admin!.adminId, address: '127.0.0.1' };
  tenant = await createTenant(database, actor, 'Shop', {});
});
after(async () => {
  await database.close();
  await postgres.close();
  rmSync(dir, { recursive: true });
});

const newFile = () => join(dir, `directory-${files++}.json`);
const open = (over: Partial<DirectoryOptions> = {}, from = database) =>
  openDirectory(from, { hmacSecret, cacheFile: newFile(), ...over });
const newKey = async (of = tenant) => {
  const limits = { readsPerMinute: 1, writesPerMinute: 1 };
  const wanted = { name: 'Key', permissions: 'read', space: 'live', scope: of.scopes.live, ...limits } as const;
  const key = await insertKey(database, actor, of.tenantId, hmacSecret, 1_000, wanted);
  assert.ok(typeof key === 'object');
  return key;
};
const unknownKey = `rk_live_${'x'.repeat(24)}`;
/** Opens a directory on a database, then makes the database unreachable. */
async function openThenCut(over: Partial<DirectoryOptions> = {}) {
  const own = openDatabase({ url: postgres.apiUrl, max: 2, applicationName: 'directory-test-cut' });
  let failures = 0;
  const directory = await open({ pollMs: 10, onError: () => (failures += 1), ...over }, own);
  await own.close();
  await waitFor(
    async () => failures > 0,
    () => 'a failed poll',
  );
  return directory;
}

test('another process goes by a new key, a revocation and a suspension without being told', async () => {
  const directory = await open();
  const key = await newKey();
  const isAnswered = (reason: string) => () => {
    const found = directory.authenticateKey(key.key);
    return Promise.resolve((found.ok ? 'ok' : found.reason) === reason);
  };
  await waitFor(isAnswered('ok'), () => 'the new key');
  const versionBefore = Number(directory.configVersion(tenant.tenantId));
  await updateTenant(database, actor, tenant.tenantId, { status: 'suspended' });
  await waitFor(isAnswered('suspended'), () => 'the suspension');
  assert.ok(Number(directory.configVersion(tenant.tenantId)) > versionBefore);
  await updateTenant(database, actor, tenant.tenantId, { status: 'active' });
  await waitFor(isAnswered('ok'), () => 'the end of the suspension');
  await revokeKey(database, actor, tenant.tenantId, key.keyId);
  await waitFor(isAnswered('unknown'), () => 'the revocation');
  await directory.close();
});

for (const [what, pollTimeoutMs, withinMs] of [
  ['a change comes into force though the connection that is asked hangs half-open', undefined, 60_000],
  ['control: with endless patience for one question it does not', 3_600_000, secondOfBusyMachineMs],
] as const) {
  test(what, async () => {
    const proxy = await openCuttableProxy(postgres.apiUrl);
    const control = openDatabase({ url: proxy.url, max: 1, applicationName: 'directory-test-control' });
    const directory = await open({ control, ...(pollTimeoutMs === undefined ? {} : { pollTimeoutMs }) });
    proxy.freezeOpen();
    const key = await newKey();
    const inForce = waitFor(
      async () => directory.authenticateKey(key.key).ok,
      () => 'the new key',
      withinMs,
    );
    await (pollTimeoutMs === undefined ? inForce : assert.rejects(inForce));
    await proxy.close();
    await directory.close();
    await control.close();
  });
}

test('refresh resolves when what was committed before is in force', async () => {
  const directory = await open({ pollMs: 3_600_000 });
  const key = await newKey();
  assert.equal(directory.authenticateKey(key.key).ok, false, 'control: not by itself');
  await directory.refresh();
  assert.equal(directory.authenticateKey(key.key).ok, true);
  assert.equal(directory.tenantOfScope(tenant.scopes.test)?.tenantId, tenant.tenantId);
  await directory.close();
});

test('what another process has just made is learned before it is told to be unknown, and guesses share their questions', async () => {
  let polls = 0;
  const control: Database = {
    ...database,
    query(sql, ...rest) {
      polls += 1;
      return database.query(sql, ...rest);
    },
  };
  const directory = await open({ control, pollMs: 3_600_000 });
  const key = await newKey();
  assert.equal(directory.authenticateKey(key.key).ok, false, 'control: not by itself');
  const before = polls;
  await Promise.all(Array.from({ length: 50 }, () => directory.learn()));
  assert.equal(directory.authenticateKey(key.key).ok, true);
  assert.equal(polls, before + 1);
  await directory.close();
});

test('numbers commit in order: a change that took its number first but commits last is not missed', async () => {
  const directory = await open({ pollMs: 3_600_000 });
  const [slow, quick] = [
    await createTenant(database, actor, 'Slow', {}),
    await createTenant(database, actor, 'Quick', {}),
  ];
  await Promise.all([
    updateTenant(database, actor, slow.tenantId, { name: 'Slow, renamed' }),
    updateTenant(database, actor, quick.tenantId, { name: 'Quick, renamed' }),
    directory.refresh(),
  ]);
  await directory.refresh();
  assert.equal(directory.tenant(slow.tenantId)?.name, 'Slow, renamed');
  assert.equal(directory.tenant(quick.tenantId)?.name, 'Quick, renamed');
  await directory.close();
});

test('a clock that is set ahead by an hour lets no key wait for the next poll', async (context) => {
  const key = await newKey();
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  // It polls once, when it is opened.
  const directory = await open({ pollMs: 60 * minuteMs });
  const isKnown = () => directory.authenticateKey(key.key).ok;
  assert.equal(isKnown(), true, 'control');
  context.mock.timers.setTime(Date.now() + 60 * minuteMs);
  assert.equal(isKnown(), true);
  await directory.close();
});

test('while Postgres is down known keys are valid for 15 minutes, and unknown ones cannot be told', async () => {
  const key = await newKey();
  let aheadMs = 0;
  const directory = await openThenCut({ now: () => Date.now() + aheadMs });
  const answer = (sent: string) => {
    const found = directory.authenticateKey(sent);
    return found.ok ? 'ok' : found.reason;
  };
  assert.equal(answer(key.key), 'ok');
  assert.equal(answer(unknownKey), 'unavailable');
  assert.equal(answer('rk_live_nonsense'), 'unknown', 'what is no key needs no look-up');
  aheadMs = 14 * minuteMs;
  assert.equal(answer(key.key), 'ok');
  aheadMs = 15 * minuteMs;
  assert.equal(answer(key.key), 'unavailable');
  await directory.close();
});

test('control: while Postgres is up an unknown key is unknown', async () => {
  const directory = await open();
  assert.deepEqual(directory.authenticateKey(unknownKey), { ok: false, reason: 'unknown' });
  await directory.close();
});

test('a start without Postgres knows the keys from a file that has none of them in it', async () => {
  const cacheFile = newFile();
  const key = await newKey();
  await (await open({ cacheFile })).close();
  const text = readFileSync(cacheFile, 'utf8');
  assert.ok(text.includes(key.keyId) && !text.includes(key.key.slice(8)));

  const down = openDatabase({ url: downUrl, max: 1, applicationName: 'directory-test-down' });
  const answerOf = async (options: Partial<DirectoryOptions>) => {
    const directory = await open({ cacheFile, ...options }, down);
    const found = directory.authenticateKey(key.key);
    await directory.close();
    return found.ok ? 'ok' : found.reason;
  };
  assert.equal(await answerOf({}), 'ok');
  assert.equal(await answerOf({ now: () => Date.now() + 16 * minuteMs }), 'unavailable', 'the file is too old');
  assert.equal(await answerOf({ hmacSecret: 'another secret' }), 'unavailable', 'the file is not ours');
  writeFileSync(cacheFile, text.replace('"permissions":"read"', '"permissions":"read_write"'));
  assert.equal(await answerOf({}), 'unavailable', 'the file was edited');
  assert.equal(await answerOf({ cacheFile: newFile() }), 'unavailable', 'there is no file');
  await down.close();
});

test('a file that cannot be written keeps no change from being in force', async () => {
  const errors: unknown[] = [];
  const directory = await open({
    cacheFile: join(dir, 'directory-0.json', 'no-folder'),
    onError: (error) => errors.push(error),
  });
  const key = await newKey();
  await directory.refresh();
  assert.equal(directory.authenticateKey(key.key).ok, true);
  await directory.close();
  assert.ok(errors.length > 0);
});

test('uses of keys are written when the directory closes', async () => {
  const directory = await open();
  const key = await newKey();
  await directory.refresh();
  directory.authenticateKey(key.key);
  await directory.close();
  const { rows } = await database.scoped({ tenantId: tenant.tenantId }, (client) =>
    client.query<{ last_used_at: Date | null }>('SELECT last_used_at FROM api_keys WHERE key_id = $1', [key.keyId]),
  );
  assert.ok(rows[0]?.last_used_at);
});
