import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asBefore } from './as-before.ts';

const tenant = {
  name: 'Mugs',
  config: { currency: 'USD', allowedOrigins: ['a'], strategies: { trending: { windowMs: 1 } } },
};

test('what a change replaces is told at every level, and nothing that it leaves as it is', () => {
  assert.deepEqual(asBefore(tenant, { config: { currency: 'EUR' } }), { config: { currency: 'USD' } });
  assert.deepEqual(asBefore(tenant, { name: 'Tea', config: { strategies: { trending: { windowMs: 2 } } } }), {
    name: 'Mugs',
    config: { strategies: { trending: { windowMs: 1 } } },
  });
});

test('a list is one value, and what was not there is not in it', () => {
  assert.deepEqual(asBefore(tenant, { config: { allowedOrigins: ['b', 'c'] } }), { config: { allowedOrigins: ['a'] } });
  assert.deepEqual(asBefore(tenant, { status: 'suspended', name: undefined }), {});
});
