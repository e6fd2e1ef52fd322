import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readsPerAccount, readsPerAddress, writesPerAccount, writesPerAddress } from '#schemas/admin-limits.ts';
import { Problem } from './problem.ts';
import { browserCeilingPerMinute, createRateLimit } from './rate-limit.ts';
import type { Route, RouteLimit } from './route.ts';

type From = { keyId?: string; origin?: string; ip?: string; reads?: number; adminId?: string };

function openLimit() {
  let nowMs = 60_000;
  let told = '';
  const limit = createRateLimit(undefined, () => nowMs);
  const headers: Record<string, unknown> = {};
  const reply = { header: (name: string, value: unknown) => (headers[name] = value) } as unknown as FastifyReply;
  const ask = (kind: RouteLimit, from: From = {}, route: { method?: Route['method']; path?: string } = {}) => {
    const { keyId = 'k', reads = 2, adminId } = from;
    const request = {
      headers: from.origin === undefined ? {} : { origin: from.origin },
      ip: from.ip ?? '192.0.2.1',
      caller:
        adminId === undefined
          ? { kind: 'key', key: { keyId, readsPerMinute: reads, writesPerMinute: 1 } }
          : { kind: 'admin', adminId },
    } as unknown as FastifyRequest;
    try {
      const auth = adminId === undefined ? 'key_read' : 'admin';
      limit(request, reply, { auth, limit: kind, method: 'GET', path: '/toy', ...route });
      return 'taken';
    } catch (error) {
      assert.ok(error instanceof Problem && error.status === 429);
      told = error.message;
      return `wait ${error.headers['retry-after']}`;
    }
  };
  return { ask, headers, pass: (ms: number) => (nowMs += ms), told: () => told };
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
    limit({ headers: {}, ip, caller: { kind } } as unknown as FastifyRequest, reply, {
      ...{ auth: 'public', limit: { perAddress: 3 } },
      ...{ method: 'GET', path: '/toy' },
    });
  for (let n = 0; n < 3; n++) ask('192.0.2.1');
  assert.throws(() => ask('192.0.2.1'), /More than 3 requests a minute: wait 60 s\.$/);
  ask('192.0.2.1', 'internal');
  ask('192.0.2.2');
  assert.equal(headers['ratelimit-remaining'], 2);
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

test('a beacon counts as a browser, also without an Origin', () => {
  const { ask } = openLimit();
  assert.deepEqual([ask('beacon'), ask('beacon'), ask('beacon')], ['taken', 'taken', 'wait 60']);
  assert.equal(ask('beacon', { ip: '192.0.2.2' }), 'taken');
});

test('an address of IPv6 counts as the network that one subscriber has', () => {
  const { ask } = openLimit();
  assert.deepEqual(
    ['2001:db8::1', '2001:DB8:0:0:ffff::2', '2001:db8::3', '2001:db8:0:1::1'].map((ip) => ask('beacon', { ip })),
    ['taken', 'taken', 'wait 60', 'taken'],
  );
});

test('an admin writes so many times a minute on all routes together, whatever these count, and reads apart from that', () => {
  const { ask, headers, pass, told } = openLimit();
  const write = (from: From, method: Route['method'] = 'POST', kind: RouteLimit = 'none') =>
    ask(kind, from, { method, path: `/${method}` });
  const writeAll = (adminId: string, times: number) => {
    for (let n = 0; n < times; n++) assert.equal(write({ adminId }, n % 2 === 0 ? 'POST' : 'PUT'), 'taken');
  };
  writeAll('ada', writesPerAccount);
  assert.deepEqual([headers['ratelimit-limit'], headers['ratelimit-remaining']], [writesPerAccount, 0]);
  pass(15_000);
  for (const method of ['POST', 'PUT', 'DELETE'] as const)
    assert.equal(write({ adminId: 'ada' }, method, 'write'), 'wait 45');
  assert.doesNotMatch(told(), /key/, 'an admin has none whose limit could be raised');
  assert.equal(write({ adminId: 'ada', ip: '198.51.100.7' }), 'wait 45', 'from wherever she asks');
  assert.equal(ask('read', { adminId: 'ada' }), 'taken', 'control: reads count apart');
  writeAll('bob', writesPerAddress - writesPerAccount);
  assert.equal(write({ adminId: 'eve' }), 'wait 45', 'one address, however many accounts it has made');
  assert.equal(write({ adminId: 'eve', ip: '198.51.100.7' }), 'taken', 'control: another address');
  pass(45_000);
  assert.equal(write({ adminId: 'ada' }), 'taken', 'control: the next minute begins anew');
});

test('an admin reads so many times a minute on all routes together, and all admins of an address', () => {
  const { ask, headers, pass, told } = openLimit();
  const read = (adminId: string, ip?: string) => ask('none', { adminId, ...(ip === undefined ? {} : { ip }) });
  for (let n = 0; n < readsPerAccount; n++)
    assert.equal(ask('none', { adminId: 'ada' }, { path: `/${n % 3}` }), 'taken');
  assert.deepEqual([headers['ratelimit-limit'], headers['ratelimit-remaining']], [readsPerAccount, 0]);
  pass(15_000);
  assert.equal(read('ada'), 'wait 45');
  assert.match(told(), /^More than 12000 requests a minute: wait 45 s\.$/);
  assert.equal(read('ada', '198.51.100.7'), 'wait 45', 'from wherever she asks');
  assert.equal(ask('none', { adminId: 'ada' }, { method: 'POST' }), 'taken', 'control: writes count apart');
  for (let n = readsPerAccount; n < readsPerAddress; n++) assert.equal(read('bob'), 'taken');
  assert.equal(read('eve'), 'wait 45', 'one address, however many accounts it has made');
  assert.equal(read('eve', '198.51.100.7'), 'taken', 'control: another address');
  pass(45_000);
  assert.equal(read('ada'), 'taken', 'control: the next minute begins anew');
});
