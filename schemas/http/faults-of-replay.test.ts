import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfReplay } from './faults-of-replay.ts';
import type { AsOfSettings, ExportSettings, WhatIfSettings } from './replay-settings.ts';

const nowMs = Date.UTC(2026, 2, 1);
const before = '2026-02-28T12:00:00.000Z';
const told = (task: Parameters<typeof faultsOfReplay>[0]) =>
  faultsOfReplay(task, nowMs)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('\n');

test('a look back is on one thing, that has been', () => {
  const lookBack = (settings: AsOfSettings) => told({ kind: 'asOf', settings });
  assert.equal(lookBack({ exposureId: 'x' }), '');
  assert.equal(lookBack({ at: before }), '');
  assert.equal(lookBack({ at: before, question: { userId: 'ada' } }), '');
  assert.match(lookBack({}), /^\/asOf: Say what is looked back on/);
  assert.match(lookBack({ question: {} }), /^\/asOf: Say what is looked back on/);
  assert.match(lookBack({ exposureId: 'x', at: before }), /^\/asOf: Say what is looked back on/);
  assert.match(lookBack({ exposureId: 'x', question: {} }), /^\/asOf\/question: .*leave out `asOf.question`/);
  assert.match(lookBack({ at: '2026-03-02T00:00:00Z' }), /^\/asOf\/at: .*is to come/);
  assert.match(lookBack({ at: '2016-12-31T23:59:60Z' }), /^\/asOf\/at: .*is no time/);
});

test('the days of an export are in their order', () => {
  const days = (settings: ExportSettings) => told({ kind: 'export', settings });
  assert.match(days({ from: '2026-03-02', to: '2026-03-01' }), /^\/export\/from: .*exchange them/);
  assert.equal(days({ from: '2026-03-01', to: '2026-03-01' }), '', 'control: one day');
  assert.equal(days({ from: '2026-03-02' }) + days({ to: '2026-03-01' }) + days({}), '', 'control: open ends');
});

test('a what-if changes something, of one placement', () => {
  const change = (settings: Omit<WhatIfSettings, 'placementId'>, placementId = 'home') =>
    told({ kind: 'whatIf', settings: { placementId, ...settings } });
  for (const nothing of [{}, { config: {} }, { config: { strategies: { session: {} } } }])
    assert.match(change(nothing), /^\/whatIf: Say what would be set/, JSON.stringify(nothing));
  assert.match(change({ rules: 'off' }, '*'), /^\/whatIf\/placementId: .*must be one placement/);
  assert.equal(change({}, '*').split('\n').length, 2, 'both are told at once');
  const changes = [
    { strategy: null },
    { rules: [] },
    { config: { excludePurchased: false } },
    { config: { strategies: { session: { minVisits: 0 } } } },
  ];
  for (const something of changes) assert.equal(change(something), '', `control: ${JSON.stringify(something)}`);
});
