import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { formerSecretMs, type Hmac, isUserHash, userHashSecret } from './user-hash.ts';

const hmac: Hmac = (secret, text) => createHmac('sha256', secret).update(text).digest('hex');
const nowMs = Date.UTC(2026, 0, 2);
const tenant = { tenantId: 't', userHashGeneration: 2, userHashRotatedAt: new Date(nowMs) };
const hashOf = (userId: string, generation: number, tenantId = 't') =>
  hmac(userHashSecret('server', tenantId, generation, hmac), userId);
const isHash = (userHash: string, change: Partial<typeof tenant> = {}, atMs = nowMs) =>
  isUserHash(
    { userId: 'ada', userHash },
    { ...tenant, ...change },
    {
      serverSecret: 'server',
      nowMs: atMs,
      hmac,
      isSame: (one, other) => one === other,
    },
  );

test('the hash is of the shopper, under the secret of the tenant', () => {
  assert.ok(isHash(hashOf('ada', 2)));
  assert.ok(isHash(hashOf('ada', 2).toUpperCase()));
  for (const wrong of [hashOf('bob', 2), hashOf('ada', 2, 'another'), hashOf('ada', 3), '', hmac('server', 'ada')])
    assert.ok(!isHash(wrong), wrong);
});

test('the secret before a new one is good for a day, and no longer', () => {
  assert.ok(isHash(hashOf('ada', 1)));
  assert.ok(isHash(hashOf('ada', 1), {}, nowMs + formerSecretMs - 1));
  assert.ok(!isHash(hashOf('ada', 1), {}, nowMs + formerSecretMs));
  assert.ok(isHash(hashOf('ada', 2), {}, nowMs + formerSecretMs), 'control');
});

test('without a secret nothing is good', () => {
  assert.ok(!isHash(hashOf('ada', 0), { userHashGeneration: 0 }));
  assert.ok(!isHash(hashOf('ada', 0), { userHashGeneration: 1 }), 'the first has none before it');
});
