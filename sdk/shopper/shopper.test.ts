import assert from 'node:assert/strict';
import test from 'node:test';
import { createShopper } from './shopper.ts';
import { stored } from './stored.ts';

const storedId = () => stored.read('shopper');

test('a shopper who may be remembered has one id on every page, until the shop says who they are', () => {
  const { userId, sessionId } = createShopper(stored, {}).named();
  const next = createShopper(stored, {});
  assert.match(userId, /^anon-\w{16,}$/);
  assert.deepEqual(next.named(), { userId, sessionId });
  next.identify('ada', 'proof');
  assert.deepEqual(next.named(), { userId: 'ada', userHash: 'proof', sessionId }, 'the visit goes on over a login');
  next.reset();
  assert.notEqual(next.named().userId, userId, 'somebody else after a logout');
  assert.notEqual(next.named().sessionId, sessionId, 'and another visit');
  assert.equal(storedId(), next.named().userId);
});

test('before the decision an id is kept in memory alone, and a denial forgets it', () => {
  for (const name of ['shopper', 'visit']) stored.remove(name);
  const shopper = createShopper(stored, { consent: 'pending' });
  const { userId } = shopper.named();
  assert.deepEqual([storedId() ?? null, stored.read('visit') ?? null], [null, null]);
  shopper.decide('granted');
  assert.equal(shopper.named().userId, userId, 'the page keeps the id that it began with');
  assert.equal(storedId(), userId, 'control: a granted one is stored');
  shopper.decide('denied');
  assert.deepEqual([storedId() ?? null, stored.read('visit') ?? null], [null, null]);
});
