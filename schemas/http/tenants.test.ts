import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategies } from '#domain/strategies/index.ts';
import { tenantContracts } from './tenants.ts';

type Described = { title?: string; type: string; properties?: Record<string, Described>; items?: { type: string } };

/** The settings that have a field of a form: not those that are lists of objects. */
function fieldsOf(name: string, { properties, ...contract }: Described): [string, string | undefined][] {
  if (properties !== undefined) return Object.entries(properties).flatMap(([part, one]) => fieldsOf(part, one));
  return contract.items?.type === 'object' ? [] : [[name, contract.title]];
}

test('every setting of a tenant says what people call it', () => {
  const fields = fieldsOf(
    'config',
    JSON.parse(JSON.stringify(tenantContracts(strategies).TenantView.properties.config)) as Described,
  );
  assert.ok(fields.length > 15);
  assert.deepEqual(
    fields.filter(([, title]) => title === undefined),
    [],
  );
  assert.equal(new Set(fields.map(([, title]) => title)).size, fields.length, 'and none is called as another');
});
