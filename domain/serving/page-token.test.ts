import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import { createTrackingToken, type Sign } from '../access/tracking-token.ts';
import { createPageToken, maxPagedProducts, maxPageTokenLength, readPageToken } from './page-token.ts';
import { markOf } from './product-mark.ts';

const sign: Sign = (text) => createHmac('sha256', 'secret of these tests alone').update(text).digest('base64url');
const isSigned = (text: string, signature: string) => sign(text) === signature;
const digest = 'a-question_0123456789a';
const marksOf = (count: number) => Array.from({ length: count }, (_, n) => markOf(`product ${n}`));
const read = (token: string, of = digest) => readPageToken(token, { digest: of, isSigned });
const reasonOf = (...asked: Parameters<typeof read>) => {
  const found = read(...asked);
  return found.ok ? null : found.reason;
};

test('a token gives back what the pages before have shown, and is short with as many products as there may be', () => {
  for (const count of [0, 1, maxPagedProducts]) {
    const token = createPageToken({ digest, marks: marksOf(count) }, sign);
    assert.deepEqual(read(token), { ok: true, marks: marksOf(count) });
    assert.match(token, /^[\w.-]+$/, 'it needs no escapes in a URL');
    assert.ok(token.length <= maxPageTokenLength && maxPageTokenLength < 8_000);
  }
});

test('a token that is changed at any place, made elsewhere, or of another question is refused, and each is told apart', () => {
  const token = createPageToken({ digest, marks: marksOf(3) }, sign);
  for (let n = 0; n < token.length; n++) {
    const changed = `${token.slice(0, n)}${token[n] === 'x' ? 'y' : 'x'}${token.slice(n + 1)}`;
    assert.equal(reasonOf(changed), 'forged', `character ${n}`);
  }
  for (const odd of ['', '.', '...', 'text', `${token}.`, token.slice(1), token.replace(/\./g, '')])
    assert.equal(reasonOf(odd), 'forged', odd);
  assert.equal(reasonOf(token, 'b-question_0123456789a'), 'of_another_question');
  assert.equal(reasonOf('x'.repeat(maxPageTokenLength + 1)), 'too_long');
  const body = `2.${digest}.`;
  assert.equal(reasonOf(`${body}.${sign(`page ${body}`)}`), 'unknown_version');
  assert.equal(reasonOf(`${body}.${sign(body)}`), 'forged', 'another kind of signature');
});

test('a tracking token is no page token, though the same secret signs both', () => {
  const claims = {
    scope: 1,
    userId: null,
    placementId: 'p',
    strategy: 's',
    arm: null,
    productIds: [],
    exposureId: null,
    expiresAtMs: 1,
  };
  assert.equal(reasonOf(createTrackingToken(claims, sign)), 'forged');
});
