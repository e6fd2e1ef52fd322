import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createTrackingToken,
  maxTrackingTokenLength,
  readTrackingToken,
  type Sign,
  type TrackingClaims,
  trackingTokenMs,
} from './tracking-token.ts';

const sign: Sign = (text) => createHmac('sha256', 'secret of these tests alone').update(text).digest('base64url');
const isSigned = (text: string, signature: string) => sign(text) === signature;
const nowMs = Date.UTC(2026, 0, 1);
const claims: TrackingClaims = {
  scope: 7,
  userId: 'ada',
  placementId: 'home',
  strategy: 'trending',
  arm: { experimentId: '0b6f4a52-5c1e-4d0e-9d52-1f2c3b4a5d6e', variant: 'control' },
  productIds: ['p-1', 'p-2'],
  exposureId: Buffer.alloc(16, 7),
  expiresAtMs: nowMs + trackingTokenMs,
};
const read = (token: string, { scope = 7, atMs = nowMs } = {}) =>
  readTrackingToken(token, { scope, nowMs: atMs, isSigned });
const reasonOf = (...args: Parameters<typeof read>) => {
  const found = read(...args);
  return found.ok ? 'read' : found.reason;
};

test('what a token binds is read back, whatever the ids are, and no token is too long', () => {
  const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 256 });
  const anyClaims = fc.record<TrackingClaims>(
    {
      scope: fc.integer({ min: 1 }),
      userId: fc.option(id),
      placementId: id,
      strategy: fc.constantFrom('trending', 'content_based_fallback'),
      arm: fc.option(
        fc.record(
          { experimentId: fc.uuid(), variant: fc.constantFrom('control', 'variant') },
          { noNullPrototype: true },
        ),
      ),
      productIds: fc.array(id, { maxLength: 50 }),
      exposureId: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))),
      expiresAtMs: fc.integer({ min: nowMs + 1, max: nowMs + trackingTokenMs }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(anyClaims, (given) => {
      assert.deepEqual(read(createTrackingToken(given, sign), { scope: given.scope }), { ok: true, claims: given });
    }),
  );
  const longest = '\u0001'.repeat(256);
  const most = { ...claims, userId: longest, placementId: longest, productIds: new Array(50).fill(longest) };
  assert.equal(reasonOf(createTrackingToken(most, sign)), 'read');
});

test('a token that says anything but what was signed is forged', () => {
  const token = createTrackingToken(claims, sign);
  const [body = '', signature = ''] = token.split('.');
  const ofMallory = createTrackingToken(claims, () => 'x'.repeat(signature.length));
  const other = createTrackingToken({ ...claims, productIds: ['p-3'] }, sign).split('.')[0];
  for (const forged of ['', '.', body, `${body}.`, `${other}.${signature}`, `${token}.x`, `.${signature}`, ofMallory])
    assert.equal(reasonOf(forged), 'forged', forged);
  assert.equal(reasonOf(token), 'read', 'control');
});

test('a token counts until it expires, in its own scope', () => {
  const token = createTrackingToken(claims, sign);
  assert.equal(reasonOf(token, { atMs: claims.expiresAtMs - 1 }), 'read');
  assert.equal(reasonOf(token, { atMs: claims.expiresAtMs }), 'expired');
  assert.equal(reasonOf(token, { scope: 8 }), 'foreign_scope');
});

test('a token of another version, or one that is too long, is told as such', () => {
  const signed = (fields: unknown) => {
    const body = Buffer.from(JSON.stringify(fields)).toString('base64url');
    return `${body}.${sign(body)}`;
  };
  assert.equal(reasonOf(signed([1, 7, 'ada'])), 'unknown_version');
  assert.equal(reasonOf(signed([3])), 'unknown_version');
  assert.equal(reasonOf(`${'x'.repeat(maxTrackingTokenLength)}.`), 'too_long');
});
