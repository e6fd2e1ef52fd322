import assert from 'node:assert/strict';
import test from 'node:test';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { strategies } from '#domain/strategies/index.ts';
import { plainEvent } from '#testing/plain.ts';
import { computedFrom, createCatalogVersions, rulesVersionOf } from './versions-of.ts';

const shardAt = (timestampMs: number) => {
  const shard = createInteractionShard();
  shard.apply(plainEvent({ timestampMs }));
  return shard.scope(1) ?? assert.fail('the event is there');
};
const state = {
  ...{
    nowMs: 0,
    catalogSize: 0,
    item: () => undefined,
    items: () => [],
    newest: () => [],
    once: <V>(_: string, make: () => V) => make(),
  },
  content: () => assert.fail('no strategy is asked'),
};
const fromOf = (strategy: string, ...timesMs: number[]) =>
  computedFrom({ strategy, items: [] }, undefined, { ...state, shards: timesMs.map(shardAt) }, 7, strategies);

test('the models are as fresh as the last event of any partition, and have no date without events', () => {
  assert.deepEqual(fromOf('trending', 2_000, 5_000, 1_000).model, { version: '7', asOf: '1970-01-01T00:00:05.000Z' });
  assert.deepEqual(fromOf('trending').model, { version: '7', asOf: null });
});

test('a strategy that learns names what it has learnt, also in place of another; the others have what is built in', () => {
  assert.deepEqual(fromOf('trending', 1).weights, { version: 'built-in', asOf: null });
  assert.deepEqual(fromOf('trending_fallback', 1).weights, { version: 'built-in', asOf: null });
  assert.notEqual(fromOf('session', 1).weights.version, 'built-in');
  assert.deepEqual(fromOf('session_fallback', 1).weights, fromOf('session', 1).weights);
});

test('what filled up is named with what it has learnt, if it learns anything', () => {
  const weightsOf = (strategy: string, filler: string) => {
    const candidate = { productId: 'mug', score: 1, evidence: { kind: 'newest' } } as const;
    const items = [{ candidate, strategy: filler, isFilled: true }];
    return computedFrom({ strategy, items }, undefined, { ...state, shards: [shardAt(1)] }, 7, strategies).weights
      .version;
  };
  const { version } = fromOf('session', 1).weights;
  assert.equal(weightsOf('session', 'trending'), version);
  assert.equal(weightsOf('trending', 'session'), `session:${version}`);
  assert.equal(weightsOf('session', 'collaborative'), `session:${version} collaborative:${version}`);
  assert.equal(weightsOf('trending', 'content_based'), 'built-in', 'control');
});

test('a blend names what each of its parts has learnt', () => {
  const weightsOf = (...parts: string[]) => {
    const blend = parts.map((strategy) => ({ strategy, weight: 1 }));
    return computedFrom({ strategy: 'blend', items: [] }, blend, { ...state, shards: [shardAt(1)] }, 7, strategies)
      .weights;
  };
  const own = (strategy: string) => `${strategy}:${fromOf(strategy, 1).weights.version}`;
  assert.equal(weightsOf('session', 'trending').version, own('session'));
  assert.equal(weightsOf('collaborative', 'session').version, `${own('collaborative')} ${own('session')}`);
  assert.deepEqual(weightsOf('trending', 'content_based'), { version: 'built-in', asOf: null });
  assert.equal(weightsOf('session', 'trending').asOf, fromOf('session', 1).weights.asOf);
});

test('the version of a catalog is short, the same for the same position, and tells nothing of the log', () => {
  const at = (position: string) => createCatalogVersions()(position);
  assert.equal(at('log 0:123'), at('log 0:123'));
  assert.notEqual(at('log 0:123'), at('log 0:124'), 'control');
  assert.match(at('log 0:123'), /^[0-9a-f]{12}$/);
});

test('rules are as fresh as the list that was saved last; there is no version without rules', () => {
  const lists = [undefined, { updatedAt: new Date(9_000) }, { updatedAt: new Date(3_000) }];
  assert.deepEqual(rulesVersionOf({ version: '3 *1' }, lists), { version: '3 *1', asOf: '1970-01-01T00:00:09.000Z' });
  assert.equal(rulesVersionOf({ version: null }, lists), undefined);
});
