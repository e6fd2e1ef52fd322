import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accountActs, accountActText } from './account-act-text.ts';

const stores = new URL('../../../stores/control/', import.meta.url);

test('every act on an account that is recorded has words, and an unknown one is itself', () => {
  const sources = readdirSync(stores).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const recorded = sources.flatMap((name) => [
    ...readFileSync(new URL(name, stores), 'utf8').matchAll(/recordAccountAct\([^;]*'(admin\.\w+)'\)/g),
  ]);
  assert.deepEqual(recorded.map(([, action]) => action).sort(), [...accountActs].sort());
  assert.equal(accountActText('admin.of_tomorrow'), 'admin.of_tomorrow');
});
