import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WhatIfSettings } from '#schemas/http/replay-settings.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { judgedRules } from './judged-rules.ts';

let app: ApiApp;
let shop: Shop;
let database: Database;

before(async () => {
  app = await openApiApp();
  shop = await createShop(app.url);
  database = openDatabase({ url: app.testDatabase.ownerUrl, max: 2, applicationName: 'command' });
});
after(async () => {
  await database.close();
  await app.remove();
});

const judged = (rules: WhatIfSettings['rules']) =>
  judgedRules(database, shop.tenantId, { placementId: 'home', ...(rules === undefined ? {} : { rules }) }, '--rules x');
const exclude = { action: 'exclude', filter: { field: 'productId', in: ['mug'] } };

test('rules that the API would refuse are a wrong use, each told at its place', async () => {
  await assert.rejects(judged([{ id: 'a' }]), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'usage');
    assert.match(error.message, /^--rules x: \/rules\/0\/\w+: Add `/);
    return true;
  });
});

test('control: rules that it takes, those that are off, and none are taken', async () => {
  const rule = { id: 'no-mug', name: 'No mug', enabled: true, ...Object.fromEntries([['then', exclude]]) };
  assert.equal((await judged([rule])).rules?.length, 1);
  assert.equal((await judged('off')).rules, 'off');
  assert.equal((await judged(undefined)).rules, undefined);
});
