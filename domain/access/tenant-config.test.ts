import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig, mergeTenantConfig } from './default-tenant-config.ts';
import { tenantConfigErrors } from './tenant-config-errors.ts';

test('a change is laid over a configuration at every level, and lists are replaced whole (FR-003)', () => {
  const first = mergeTenantConfig(defaultTenantConfig, { allowedOrigins: ['https://a.example'], cacheTtlSeconds: 60 });
  const merged = mergeTenantConfig(first, {
    allowedOrigins: ['https://b.example'],
    strategies: { collaborative: { minUsers: 3 } },
  });
  assert.deepEqual(merged, {
    ...defaultTenantConfig,
    cacheTtlSeconds: 60,
    allowedOrigins: ['https://b.example'],
    strategies: {
      ...defaultTenantConfig.strategies,
      collaborative: { ...defaultTenantConfig.strategies.collaborative, minUsers: 3 },
    },
  });
  assert.deepEqual(mergeTenantConfig(defaultTenantConfig, {}), defaultTenantConfig);
  const { placeholderUserIds } = mergeTenantConfig(first, { placeholderUserIds: [' guest ', 'no body'] });
  assert.deepEqual(placeholderUserIds, ['guest', 'no body'], 'ids have no white space around them');
});

test('origins are what browsers send, zones and currencies those that exist', () => {
  const pathsOf = (change: Parameters<typeof tenantConfigErrors>[0]) =>
    tenantConfigErrors(change).map(({ path }) => path);
  assert.deepEqual(pathsOf({ allowedOrigins: ['https://shop.example', 'http://localhost:3000'] }), []);
  for (const origin of [
    'https://Shop.example',
    'https://shop.example:443',
    'https://shop.example/',
    'https://:',
    'shop',
  ])
    assert.deepEqual(pathsOf({ allowedOrigins: ['https://a.example', origin] }), ['/config/allowedOrigins/1'], origin);
  assert.deepEqual(pathsOf({ timeZone: 'Mars/Olympus' }), ['/config/timeZone']);
  assert.deepEqual(pathsOf({ timeZone: 'Europe/Berlin', currency: 'EUR' }), []);
  assert.deepEqual(pathsOf({ currency: 'QQQ' }), ['/config/currency']);
});

test('a name of events is none of ours, stands once and can be stored', () => {
  const pathsOf = (...names: string[]) =>
    tenantConfigErrors({ eventNames: names.map((name) => ({ name, takenAs: 'ignore' })) }).map(({ path }) => path);
  assert.deepEqual(pathsOf('Looked', 'looked', 'constructor'), []);
  assert.deepEqual(pathsOf('Looked', 'purchase', 'Looked', 'a\u0000'), [
    '/config/eventNames/1/name',
    '/config/eventNames/2/name',
    '/config/eventNames/3/name',
  ]);
});
