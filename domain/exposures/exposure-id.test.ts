import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { uuidOfId } from '../events/identity.ts';
import { exposureIdOf } from './exposure-id.ts';

const hash = (text: string) => createHash('sha256').update(text).digest();
const answer = { scope: 7, requestId: 'req-1', placementId: 'home', userId: 'ada', servedAtMs: Date.UTC(2026, 0, 1) };
const idOf = (change: Partial<typeof answer> = {}) => uuidOfId(exposureIdOf({ ...answer, ...change }, hash));

test('the id of an answer is a UUIDv8 that begins with its time', () => {
  assert.match(idOf(), /^019b76da-a800-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the same answer has the same id, and another scope, request, placement, shopper or time another one', () => {
  assert.equal(idOf(), idOf());
  const others = [
    { scope: 8 },
    { requestId: 'req-2' },
    { placementId: 'cart' },
    { userId: 'bob' },
    { servedAtMs: answer.servedAtMs + 1 },
  ];
  assert.equal(new Set([idOf(), ...others.map(idOf)]).size, 6);
  assert.notEqual(idOf({ requestId: 'req-1a', userId: 'da' }), idOf(), 'texts do not run into each other');
});
