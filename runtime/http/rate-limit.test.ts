import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';
import { browserCeilingPerMinute, createRateLimit, publicCeilingPerMinute } from './rate-limit.ts';

function openLimit() {
  let nowMs = 60_000;
  const limit = createRateLimit(undefined, () => nowMs);
  const headers: Record<string, unknown> = {};
  const reply = { header: (name: string, value: unknown) => (headers[name] = value) } as unknown as FastifyReply;
  const ask = (kind: 'read' | 'write', from: { keyId?: string; origin?: string; ip?: string; reads?: number } = {}) => {
    const request = {
      headers: from.origin === undefined ? {} : { origin: from.origin },
      ip: from.ip ?? '192.0.2.1',
      caller: { kind: 'key', key: { keyId: from.keyId ?? 'k', readsPerMinute: from.reads ?? 2, writesPerMinute: 1 } },
    } as unknown as FastifyRequest;
    try {
      limit(request, reply, kind);
      return 'taken';
    } catch (error) {
      assert.ok(error instanceof Problem && error.status === 429);
      return `wait ${error.headers['retry-after']}`;
    }
  };
  return { ask, headers, pass: (ms: number) => (nowMs += ms) };
}

test('a key has its reads and its writes a minute, and is told how many are left', () => {
  const { ask, headers, pass } = openLimit();
  assert.equal(ask('read'), 'taken');
  assert.deepEqual(headers, { 'ratelimit-limit': 2, 'ratelimit-remaining': 1, 'ratelimit-reset': 60 });
  assert.equal(ask('read'), 'taken');
  pass(20_000);
  assert.equal(ask('read'), 'wait 40');
  assert.equal(ask('write'), 'taken', 'control: writes count apart');
  assert.equal(ask('read', { keyId: 'other' }), 'taken', 'control: another key counts apart');
  pass(40_000);
  assert.equal(ask('read'), 'taken', 'control: the next minute begins anew');
});

test('a public route is limited by the address, and not for whoever has INTERNAL_API_KEY', () => {
  const limit = createRateLimit(undefined, () => 60_000);
  const headers: Record<string, unknown> = {};
  const reply = { header: (name: string, value: unknown) => (headers[name] = value) } as unknown as FastifyReply;
  const ask = (ip: string, kind: 'anonymous' | 'internal' = 'anonymous') =>
    limit({ headers: {}, ip, caller: { kind } } as unknown as FastifyRequest, reply, 'address');
  for (let n = 0; n < publicCeilingPerMinute; n++) ask('192.0.2.1');
  assert.throws(() => ask('192.0.2.1'), /6000 requests a minute/);
  ask('192.0.2.1', 'internal');
  ask('192.0.2.2');
  assert.equal(headers['ratelimit-remaining'], publicCeilingPerMinute - 1);
});

test('reads from browsers count per address, up to a ceiling of the key', () => {
  const { ask } = openLimit();
  const origin = 'https://shop.example';
  assert.deepEqual(
    [ask('read', { origin }), ask('read', { origin }), ask('read', { origin })],
    ['taken', 'taken', 'wait 60'],
  );
  assert.equal(ask('read', { origin, ip: '192.0.2.2' }), 'taken', 'another shopper is not shut out');
  // Three were counted: what is refused is not, or one shopper could use up the ceiling for all.
  for (let counted = 3; counted < browserCeilingPerMinute; counted++) ask('read', { origin, ip: `address ${counted}` });
  assert.equal(ask('read', { origin, ip: 'one more' }), 'wait 60');
  assert.equal(ask('read'), 'taken', 'control: the server of the shop is not a browser');
});
