import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import { demoStrategies } from './strategies.ts';

type Settings = Record<string, Record<string, number>>;
const rowPattern = /^\| `(\w+)` \| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|/gm;
const numberOf = (text = ''): number => Number(text.replaceAll(',', ''));

/** What docs/first-shop.md says of each setting of a strategy. */
function documented(page: string): [name: string, ofTenant: number, ofDemo: number][] {
  return [...page.matchAll(rowPattern)].map(([, strategy, name, ofTenant, ofDemo]) => [
    `${strategy}.${name}`,
    numberOf(ofTenant),
    numberOf(ofDemo),
  ]);
}

test('the first shop is told every setting of a strategy, as a new tenant and as the demo shop have it', () => {
  const page = readFileSync(new URL('../../docs/first-shop.md', import.meta.url), 'utf8');
  const ofTenant = defaultTenantConfig.strategies as Settings;
  const ofDemo = mergeTenantConfig(defaultTenantConfig, { strategies: demoStrategies }).strategies as Settings;
  const actual = Object.entries(ofTenant).flatMap(([strategy, settings]) =>
    Object.entries(settings).map(([name, value]) => [`${strategy}.${name}`, value, ofDemo[strategy]?.[name]]),
  );
  assert.ok(actual.length > 5, 'control: there are settings');
  assert.deepEqual(documented(page).sort(), actual.sort());
  assert.notDeepEqual(documented(page.replace('| `minOrders` | 0 |', '| `minOrders` | 1 |')).sort(), actual, 'control');
});
