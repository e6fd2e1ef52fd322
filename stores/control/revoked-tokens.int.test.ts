import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type CuttableProxy, openCuttableProxy } from '#testing/cuttable-proxy.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { skipWithoutRedis } from '#testing/redis.ts';
import { untilClosed, useRedis } from '#testing/redis-links.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import type { RedisLink } from '../redis/open-redis.ts';
import { insertAdmin } from './admin-store.ts';
import { createRevokedTokens, createSharedRevokedTokens, type RevokedTokens } from './revoked-tokens.ts';
import { beginSession, endSession } from './session-store.ts';

let testDatabase: TestDatabase;
let proxy: CuttableProxy;
let database: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  proxy = await openCuttableProxy(testDatabase.apiUrl);
  database = openDatabase({ url: proxy.url, max: 2, applicationName: 'revoked-tokens-test' });
});
after(async () => {
  await database.close();
  await proxy.close();
  await testDatabase.close();
});

const ofNoSession = (jti: string) => ({ jti, sessionId: null });
const inAnHour = () => new Date(Date.now() + 3_600_000);

function testRevokedTokens(open: () => RevokedTokens): void {
  test('a token is revoked from then on, for every process, and no other is', async () => {
    const [jti, other] = [randomUUID(), randomUUID()];
    assert.equal(await open().isRevoked(ofNoSession(jti)), false);
    await open().revoke(jti, inAnHour());
    await open().revoke(jti, inAnHour());
    assert.deepEqual(
      [await open().isRevoked(ofNoSession(jti)), await open().isRevoked(ofNoSession(other))],
      [true, false],
    );
    assert.equal(await open().isRevoked(ofNoSession(jti)), true);
  });
}

test('a token of a session that has ended, or that there never was, is revoked', async () => {
  const { adminId } = (await insertAdmin(database, 'ada@shop.example', '', '203.0.113.7')) ?? assert.fail();
  const from = { address: '203.0.113.7', userAgent: 'a laptop' };
  const [ended, other] = [
    await beginSession(database, adminId, from, 7),
    await beginSession(database, adminId, from, 7),
  ];
  const isRevoked = (sessionId: string) => createRevokedTokens(database).isRevoked({ jti: randomUUID(), sessionId });
  assert.equal(await isRevoked(ended.sessionId), false, 'control');
  assert.equal(await endSession(database, { adminId, address: from.address }, ended.sessionId), true);
  assert.deepEqual([await isRevoked(ended.sessionId), await isRevoked(other.sessionId)], [true, false]);
  assert.equal(await isRevoked(randomUUID()), true);
});

describe('revoked tokens in Postgres', () => {
  testRevokedTokens(() => createRevokedTokens(database));
});

describe('revoked tokens in Redis before Postgres', { skip: skipWithoutRedis }, () => {
  const links = useRedis();
  let link: RedisLink;
  const open = () => createSharedRevokedTokens(link, createRevokedTokens(database));
  beforeEach(async () => {
    link = await links.open(500);
  });

  testRevokedTokens(open);

  test('a Redis that is gone, silent or empty brings no token back to life', async () => {
    const jti = randomUUID();
    await open().revoke(jti, inAnHour());
    await links.redis.freeze();
    assert.equal(await open().isRevoked(ofNoSession(jti)), true);
    await links.redis.thaw();
    await links.redis.kill();
    assert.equal(await open().isRevoked(ofNoSession(jti)), true);
    const late = randomUUID();
    await open().revoke(late, inAnHour());
    await links.redis.restart();
    await untilClosed(link);
    assert.deepEqual(
      [await open().isRevoked(ofNoSession(jti)), await open().isRevoked(ofNoSession(late))],
      [true, true],
    );
  });

  test('while Postgres is down a revoked token is known by Redis, and of others nobody can tell', async () => {
    const jti = randomUUID();
    await open().revoke(jti, inAnHour());
    await proxy.cut();
    assert.equal(await open().isRevoked(ofNoSession(jti)), true);
    await assert.rejects(open().isRevoked(ofNoSession(randomUUID())));
    await assert.rejects(open().revoke(randomUUID(), inAnHour()), 'what is not durable is not answered');
    await proxy.restore();
  });
});
