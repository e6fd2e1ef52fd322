import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { noPlan } from '../rules/compile-rules.ts';
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
  rules: 'on',
};
const placement: Placement = {
  config: defaultTenantConfig,
  strategy: null,
  version: '1',
  rules: noPlan,
  armOf: () => null,
  holdoutOf: () => null,
};
/** Nobody is put into a bucket where no experiment and no holdout is. */
const noHash = () => assert.fail('nothing here asks for a bucket');
const arm = { experimentId: 'e', variant: 'variant' } as const;
const running: Placement = { ...placement, armOf: () => ({ ...arm, strategy: 'content_based' }) };

test('a question gets the strategy it asks for, else that of the configuration', () => {
  assert.deepEqual(resolveQuestion(asked, placement), {
    ...asked,
    strategy: 'collaborative',
    unknownStrategy: null,
    arm: null,
    holdout: null,
  });
  assert.equal(resolveQuestion({ ...asked, strategy: 'trending' }, placement).strategy, 'trending');
});

test("a widget's strategy stands in for the tenant's, and for nothing else; the limit stays the question's", () => {
  const tenant = { tenantId: 't', config: defaultTenantConfig };
  const config = { ...defaultWidgetConfig, strategy: 'trending', maxItems: 20 } as const;
  const own = placementOf(tenant, { version: '7', widget: { config } }, noHash);
  assert.deepEqual([resolveQuestion(asked, own).strategy, resolveQuestion(asked, own).limit], ['trending', 8]);
  assert.equal(resolveQuestion({ ...asked, strategy: 'content_based' }, own).strategy, 'content_based');
  assert.equal(resolveQuestion(asked, { ...running, strategy: 'trending' }).strategy, 'content_based');
  const withoutOne = placementOf(tenant, { version: '7', widget: { config: defaultWidgetConfig } }, noHash);
  assert.equal(resolveQuestion(asked, withoutOne).strategy, 'collaborative', 'control: a widget without one');
  assert.equal(own.version, '7');
});

test('a running experiment decides for whoever is in it, and the question carries the arm', () => {
  assert.deepEqual(resolveQuestion(asked, running), {
    ...asked,
    strategy: 'content_based',
    unknownStrategy: null,
    arm,
    holdout: null,
  });
  assert.equal(resolveQuestion({ ...asked, userId: null }, running).arm, null, 'control: nobody is in no experiment');
});

test("a rule's strategy is what the placement asks by default: behind the question's and an arm's, before the widget's", () => {
  const own = { ...placement, strategy: 'trending' };
  const ruled = ['bandit', 'session'].map((strategy) => ({ strategy, blend: null }));
  const of = (question: AskedQuestion, at = own) => resolveQuestion(question, at, undefined, ruled).strategy;
  assert.equal(of({ ...asked, strategy: 'content_based' }), 'content_based');
  assert.equal(of(asked, { ...running, strategy: 'trending' }), 'content_based');
  assert.equal(of(asked), 'session', 'the first that is known');
  assert.equal(of(asked, { ...own, holdoutOf: () => 'trending' }), 'trending', 'who is held out gets what is popular');
  assert.equal(resolveQuestion(asked, own).strategy, 'trending', 'control: without the rule');
});

test('a blend answers by its strategies that are known, and is passed over if none is', () => {
  const of = (...names: string[]) => {
    const blend = names.map((strategy) => ({ strategy, weight: 2 }));
    const { strategy, blend: kept } = resolveQuestion(asked, placement, undefined, [{ strategy: 'blend', blend }]);
    return [strategy, kept?.map((part) => part.strategy)];
  };
  assert.deepEqual(of('session', 'trending'), ['blend', ['session', 'trending']]);
  assert.deepEqual(of('bandit', 'trending'), ['blend', ['trending']]);
  assert.deepEqual(of('bandit', 'swarm'), [placement.config.defaultStrategy, undefined]);
});

test('a strategy that the question asks for comes before the experiment, which then does not apply', () => {
  const { strategy, arm: applied } = resolveQuestion({ ...asked, strategy: 'trending' }, running);
  assert.deepEqual([strategy, applied], ['trending', null]);
});

test('who is held out is in no experiment, whatever the question asks for', () => {
  const heldOut: Placement = { ...running, holdoutOf: (userId) => (userId === 'u' ? 'none' : null) };
  for (const strategy of [null, 'content_based']) {
    const { arm: applied, holdout } = resolveQuestion({ ...asked, strategy }, heldOut);
    assert.deepEqual([applied, holdout], [null, 'none']);
  }
  assert.deepEqual(resolveQuestion({ ...asked, userId: 'v' }, heldOut).arm, arm, 'control: another is');
  assert.equal(resolveQuestion({ ...asked, userId: null }, heldOut).holdout, null, 'nobody is not held out');
});

test('a placement puts shoppers into arms and into the holdout by their buckets', () => {
  const tenant = { tenantId: 't', config: defaultTenantConfig };
  const experiment = {
    experimentId: 'e',
    tenantId: 't',
    placementId: 'home',
    controlStrategy: 'trending',
    variantStrategy: 'collaborative',
    trafficSplit: 30,
  } as const;
  const holdout = { tenantId: 't', percent: 5, treatment: 'trending' } as const;
  const { armOf, holdoutOf } = placementOf(tenant, { version: '7', experiment, holdout }, (text) =>
    Number(text.slice(0, 2)),
  );
  assert.deepEqual(armOf('29'), { experimentId: 'e', variant: 'control', strategy: 'trending' });
  assert.deepEqual(armOf('30'), { experimentId: 'e', variant: 'variant', strategy: 'collaborative' });
  assert.deepEqual([holdoutOf('04'), holdoutOf('05')], ['trending', null]);
});

test('a strategy that a newer release has set is passed over for the next one that is known, and told', () => {
  const newer = (defaultStrategy: string, strategy: string | null, tried: string | null): Placement => ({
    ...placement,
    config: { ...defaultTenantConfig, defaultStrategy: defaultStrategy as 'collaborative' },
    strategy,
    armOf: () => (tried === null ? null : { ...arm, strategy: tried }),
  });
  const answering = (...set: Parameters<typeof newer>) => {
    const { strategy, unknownStrategy } = resolveQuestion(asked, newer(...set));
    return [strategy, unknownStrategy];
  };
  assert.deepEqual(answering('collaborative', 'content_based', 'bandit'), ['content_based', 'bandit']);
  assert.deepEqual(answering('collaborative', 'bandit', null), ['collaborative', 'bandit']);
  assert.deepEqual(answering('collaborative', 'neural', 'bandit'), ['collaborative', 'bandit']);
  assert.deepEqual(answering('bandit', null, null), ['trending', 'bandit']);
  assert.deepEqual(answering('bandit', 'content_based', null), ['content_based', null], 'control: it does not decide');
  assert.deepEqual(resolveQuestion(asked, newer('bandit', null, 'neural')).arm, arm, 'the shopper stays in the arm');
  assert.deepEqual(resolveQuestion(asked, placement, []).strategy, 'newest');
});
