import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { type AskedQuestion, type Placement, resolveQuestion } from './resolve-question.ts';

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
const placement: Placement = { config: defaultTenantConfig, version: '1', armOf: () => null };
const arm = { experimentId: 'e', variant: 'variant' } as const;
const running: Placement = { ...placement, armOf: () => ({ ...arm, strategy: 'content_based' }) };

test('a question gets the strategy it asks for, else that of the configuration', () => {
  assert.deepEqual(resolveQuestion(asked, placement), { ...asked, strategy: 'collaborative', arm: null });
  assert.equal(resolveQuestion({ ...asked, strategy: 'trending' }, placement).strategy, 'trending');
});

test('a running experiment decides for whoever is in it, and the question carries the arm', () => {
  assert.deepEqual(resolveQuestion({ ...asked, strategy: 'trending' }, running), {
    ...asked,
    strategy: 'content_based',
    arm,
  });
  assert.equal(resolveQuestion({ ...asked, userId: null }, running).arm, null, 'control: nobody is in no experiment');
});
