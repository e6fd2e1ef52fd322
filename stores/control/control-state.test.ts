import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import { type ControlChanges, createControlState } from './control-state.ts';

const tenantRow = (tenantId: string, scope: number, over: object = {}) => ({
  tenantId,
  adminId: 'ada',
  name: tenantId,
  status: 'active',
  config: defaultTenantConfig,
  scopes: { live: scope, test: scope + 1 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...over,
});
const keyRow = (keyId: string, tenantId: string) => ({ keyId, tenantId, hmac: `hmac of ${keyId}` });
const changes = (over: Partial<ControlChanges>): ControlChanges => ({
  number: '1',
  isWhole: false,
  parts: [],
  versions: [],
  ...over,
});
function twoTenants() {
  const state = createControlState();
  state.take(
    changes({
      isWhole: true,
      parts: [
        { subject: 'tenant', rows: [tenantRow('a', 1), tenantRow('b', 3)], gone: [] },
        { subject: 'api_key', rows: [keyRow('of a', 'a'), keyRow('of b', 'b')], gone: [] },
      ],
      versions: [
        ['a', '1'],
        ['b', '1'],
      ],
    }),
  );
  return state;
}

test('what depends on a tenant goes with it, and nothing of another', () => {
  const state = twoTenants();
  state.take(changes({ number: '2', parts: [{ subject: 'tenant', rows: [], gone: ['a'] }], versions: [['a', '2']] }));
  assert.equal(state.keys.find('hmac of of a'), undefined);
  assert.equal(state.tenants.find(2), undefined);
  assert.deepEqual(state.keys.ofTenant('a'), []);
  assert.equal(state.configVersion('a'), '0');
  assert.equal(state.keys.find('hmac of of b')?.keyId, 'of b', 'control');
  assert.equal(state.tenants.find(4)?.tenantId, 'b', 'control');
  assert.equal(state.configVersion('b'), '1');
  assert.equal(state.size, 2);
});

test('a changed item stands in place of the former, by its new names alone', () => {
  const state = twoTenants();
  const parts = [{ subject: 'api_key', rows: [{ ...keyRow('of a', 'a'), hmac: 'another' }], gone: [] }];
  state.take(changes({ number: '2', parts }));
  assert.equal(state.keys.find('hmac of of a'), undefined);
  assert.equal(state.keys.find('another')?.keyId, 'of a');
  assert.equal(state.keys.ofTenant('a').length, 1);
});

test('a subject that this version does not know changes the version of its tenant alone', () => {
  const state = twoTenants();
  const parts = [{ subject: 'of_a_later_version', rows: [{ id: 1 }], gone: ['x'] }];
  state.take(changes({ number: '7', parts, versions: [['a', '7']] }));
  assert.deepEqual([state.configVersion('a'), state.configVersion('b'), state.size], ['7', '1', 4]);
});

test('its slices, written as JSON and taken twice, give the same state', () => {
  const state = twoTenants();
  const many = Array.from({ length: 500 }, (_, n) => tenantRow(`many ${n}`, 10 + 2 * n));
  state.take(
    changes({ number: '9', parts: [{ subject: 'tenant', rows: many, gone: [] }], versions: [['many 3', '9']] }),
  );
  const slices = [...state.slices()];
  assert.ok(slices.length > 2 && slices.filter(({ isWhole }) => isWhole).length === 1);
  const restored = createControlState();
  restored.take(
    changes({ isWhole: true, parts: [{ subject: 'tenant', rows: [tenantRow('forgotten', 5_000)], gone: [] }] }),
  );
  for (const slice of [...slices, ...slices.slice(1)]) restored.take(JSON.parse(JSON.stringify(slice)));
  assert.deepEqual([...restored.slices()], slices);
  assert.equal(restored.tenants.get('forgotten'), undefined);
  assert.equal(restored.configVersion('many 3'), '9');
  assert.ok(restored.tenants.get('a')?.createdAt instanceof Date);
});
