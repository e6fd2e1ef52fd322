import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Demo, keepDemo } from './demo-file.ts';
import { createFindDemoShop } from './find-demo-shop.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'find-demo-shop-'));
after(() => rmSync(dataDir, { recursive: true }));
const config = { demo: true, dataDir, host: '127.0.0.1', port: 5008 };
const demo: Demo = {
  endMs: 0,
  email: 'demo@localhost.localdomain',
  password: 'a password',
  tenantId: 'a tenant',
  writeKey: 'the write key',
  readKey: 'the read key',
  isSeeded: false,
};
const stateOf = (found: ReturnType<ReturnType<typeof createFindDemoShop>>) =>
  found.isOpen ? 'open' : found.isFilling ? 'filling' : 'none';

test('a demo shop is filling until it has products and pages; where there are tenants but no demo shop there will be none', () => {
  const find = createFindDemoShop(config, () => false);
  assert.equal(stateOf(find()), 'filling', 'an empty folder');
  assert.equal(stateOf(createFindDemoShop(config, () => true)()), 'none', 'control: a folder in use');
  assert.equal(stateOf(createFindDemoShop({ ...config, demo: false }, () => false)()), 'none', 'control: switched off');
  keepDemo(dataDir, demo);
  assert.equal(
    stateOf(createFindDemoShop(config, () => true)()),
    'filling',
    'its tenant is there, its products are not',
  );
  keepDemo(dataDir, { ...demo, hasPages: true });
  assert.equal(stateOf(find()), 'open');
});
