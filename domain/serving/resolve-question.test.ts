import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { defaultWidgetConfig } from '../widgets/widget.ts';
import { type AskedQuestion, type Placement, placementOf, resolveQuestion } from './resolve-question.ts';

const asked: AskedQuestion = {
  scope: 1,
  placementId: 'home',
  userId: 'u',
  sessionId: null,
  productIds: [],
  exclude: [],
  limit: 8,
  strategy: null,
  fill: true,
};
const placement: Placement = { config: defaultTenantConfig, strategy: null, version: '1', armOf: () => null };
const arm = { experimentId: 'e', variant: 'variant' } as const;
const running: Placement = { ...placement, armOf: () => ({ ...arm, strategy: 'content_based' }) };

test('a question gets the strategy it asks for, else that of the configuration', () => {
  assert.deepEqual(resolveQuestion(asked, placement), { ...asked, strategy: 'collaborative', arm: null });
  assert.equal(resolveQuestion({ ...asked, strategy: 'trending' }, placement).strategy, 'trending');
});

test("a widget's strategy stands in for the tenant's, and for nothing else; the limit stays the question's", () => {
  const tenant = { config: defaultTenantConfig, updatedAt: new Date(0) };
  const config = { ...defaultWidgetConfig, strategy: 'trending', maxItems: 20 } as const;
  const widget = { config, updatedAt: new Date(1) };
  const own = placementOf(tenant, widget);
  assert.deepEqual(resolveQuestion(asked, own), { ...asked, strategy: 'trending', arm: null });
  assert.equal(resolveQuestion({ ...asked, strategy: 'content_based' }, own).strategy, 'content_based');
  assert.equal(resolveQuestion(asked, { ...running, strategy: 'trending' }).strategy, 'content_based');
  const withoutOne = placementOf(tenant, { ...widget, config: defaultWidgetConfig });
  assert.equal(resolveQuestion(asked, withoutOne).strategy, 'collaborative', 'control: a widget without one');
  const versions = [placementOf(tenant, undefined), own, placementOf(tenant, { ...widget, updatedAt: new Date(2) })];
  assert.equal(new Set(versions.map(({ version }) => version)).size, 3, 'each save is another configuration');
});

test('a running experiment decides for whoever is in it, and the question carries the arm', () => {
  assert.deepEqual(resolveQuestion({ ...asked, strategy: 'trending' }, running), {
    ...asked,
    strategy: 'content_based',
    arm,
  });
  assert.equal(resolveQuestion({ ...asked, userId: null }, running).arm, null, 'control: nobody is in no experiment');
});
