import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiryOf } from './expiry.ts';

test('a token tells when it ends, whatever letters its claims have', () => {
  // 'û' and '?' give the letters that base64url spells otherwise.
  const claims = Buffer.from(JSON.stringify({ sub: 'ûûû???>>>', exp: 1_700_000_000 })).toString('base64url');
  assert.match(claims, /[-_]/, 'control');
  assert.equal(expiryOf(`e30.${claims}.signature`), 1_700_000_000_000);
});
