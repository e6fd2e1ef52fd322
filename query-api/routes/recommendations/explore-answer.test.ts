import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Served } from '#domain/serving/recommend.ts';
import { placementOf, type ResolvedQuestion, resolveQuestion } from '#domain/serving/resolve-question.ts';
import { plainItem } from '#testing/plain.ts';
import { exploreAnswer } from './explore-answer.ts';

const config = mergeTenantConfig(defaultTenantConfig, { exploration: 0.2 });
const placement = placementOf({ tenantId: 'tenant', config }, { version: '0' }, () => 0);
const asked = {
  ...{ scope: 1, placementId: 'home', userId: 'ada', sessionId: null, productIds: [], exclude: [] },
  ...{ limit: 2, strategy: null, fill: true },
};
const question = resolveQuestion(asked, placement);
const served: Served = {
  items: ['mug', 'cup'].map((productId, n) => ({
    candidate: { productId, score: 1 - n / 10, evidence: { kind: 'trending' } },
    strategy: 'trending',
    isFilled: false,
  })),
  ...{ strategy: 'trending', isFallback: false, filledFrom: null, windowMs: undefined, hasMore: false },
};
const explored = (change: Partial<ResolvedQuestion> = {}, of = placement, gone?: string) =>
  exploreAnswer(served, { ...question, ...change }, of, { requestId: 'r', nowMs: 0 }, (productId) =>
    productId === gone ? undefined : plainItem({ productId }),
  );

test('held-out shoppers, placements with a running experiment, nobody known and later pages are left as they are', () => {
  assert.notEqual(explored(), null, 'control');
  assert.equal(explored({ holdout: 'none' }), null);
  assert.equal(explored({ userId: null }), null);
  assert.equal(explored({ shown: ['mark'] }), null);
  const arm = { experimentId: 'e', variant: 'control', strategy: 'trending' } as const;
  assert.equal(explored({}, { ...placement, armOf: () => arm }), null);
});

test('what cannot be shown any more has no place', () => {
  assert.deepEqual(explored({}, placement, 'mug')?.exploration.from, [null]);
  assert.equal(explored()?.exploration.from.length, 2, 'control');
});
