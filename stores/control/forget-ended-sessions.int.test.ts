import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { insertAdmin } from './admin-store.ts';
import { forgetEndedSessions } from './forget-ended-sessions.ts';
import { createIdempotencyKeys } from './idempotency-keys.ts';
import { issuePasswordReset } from './password-resets.ts';
import { createRevokedTokens } from './revoked-tokens.ts';
import { beginSession, endSession, listSessions, rotateRefreshToken } from './session-store.ts';

let testDatabase: TestDatabase;
let owner: Database;
let api: Database;
let processor: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 1, applicationName: 'owner' });
  api = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'api' });
  processor = openDatabase({ url: testDatabase.processorUrl, max: 1, applicationName: 'processor' });
});
after(async () => {
  await processor.close();
  await api.close();
  await owner.close();
  await testDatabase.close();
});

const dayMs = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs);
const from = { address: '203.0.113.7', userAgent: 'a laptop' };

async function countLeft(): Promise<Record<string, number>> {
  const { rows } = await owner.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM refresh_tokens) AS tokens, (SELECT count(*)::int FROM password_resets) AS resets,
            (SELECT count(*)::int FROM revoked_access_tokens) AS revoked, (SELECT count(*)::int FROM idempotency_keys) AS answers`,
  );
  return rows[0] ?? {};
}

test('what ended before the time is forgotten; a session that goes on stays, with its begin', async () => {
  const { adminId } = (await insertAdmin(api, 'ada@shop.example', '', from.address)) ?? assert.fail();
  const living = await beginSession(api, adminId, from, 7);
  const renewed = (await rotateRefreshToken(api, living.token, from, 7)) ?? assert.fail();
  const last = (await rotateRefreshToken(api, renewed.token, from, 90)) ?? assert.fail();
  const ended = await beginSession(api, adminId, from, 7);
  await endSession(api, { adminId, address: from.address }, ended.sessionId);
  await issuePasswordReset(api, adminId, 60);
  const jti = randomUUID();
  await createRevokedTokens(api).revoke(jti, daysFromNow(0.01));
  await createIdempotencyKeys(api, 'a secret').begin(adminId, 'a key', Buffer.from('a request'));
  const begin = (await listSessions(api, adminId))[0]?.startedAt;

  assert.equal(await forgetEndedSessions(processor, daysFromNow(-1)), 0, 'control: all of it is younger');
  assert.deepEqual(await countLeft(), { tokens: 4, resets: 1, revoked: 1, answers: 1 });

  assert.equal(await forgetEndedSessions(processor, daysFromNow(30)), 5);
  assert.deepEqual(await countLeft(), { tokens: 2, resets: 0, revoked: 0, answers: 0 });
  assert.deepEqual(
    (await listSessions(api, adminId)).map(({ sessionId, startedAt }) => ({ sessionId, startedAt })),
    [{ sessionId: living.sessionId, startedAt: begin }],
  );
  assert.ok((await rotateRefreshToken(api, last.token, from, 7)) !== null, 'it can be renewed');
  const isRevoked = (sessionId: string) => createRevokedTokens(api).isRevoked({ jti: randomUUID(), sessionId });
  assert.deepEqual([await isRevoked(living.sessionId), await isRevoked(ended.sessionId)], [false, true]);

  await forgetEndedSessions(processor, daysFromNow(100));
  assert.equal((await countLeft()).tokens, 0);
});

test('the api cannot forget sessions', async () => {
  await assert.rejects(forgetEndedSessions(api, daysFromNow(0)), { code: '42501' });
});
