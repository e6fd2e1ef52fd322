import assert from 'node:assert/strict';
import test from 'node:test';
import { ask, happened, rule, shelf, stateOf } from '#testing/ruled-shelf.ts';

test('what a filter took of one strategy is told by that filter, whatever another took of the next', () => {
  const state = stateOf(shelf, [happened('purchase', 'u', 'a'), happened('product_viewed', 'v', 'b')]);
  const change = { state, drops: true, strategy: 'buy_again', userId: 'u' };
  const { because, lost, strategy, ids } = ask([rule({ action: 'seen', mode: 'drop' })], change);
  assert.deepEqual([strategy, ids], ['trending_fallback', 'b']);
  assert.deepEqual([because.a, lost.a], ['seen', 'seen'], '`buy_again` does not mind that it was bought');
  const control = ask([rule({ action: 'exclude', filter: { field: 'productId', eq: 'b' } })], change);
  assert.deepEqual([control.ids, control.because], ['a', {}]);
  const bought = ask([rule({ action: 'seen', mode: 'drop' })], { ...change, strategy: 'trending' });
  assert.deepEqual([bought.because.a, bought.lost.a], ['purchased', undefined], 'no rule has taken it');
});

test('what one strategy of a blend may show has lost to others, even if another of them may not show it', () => {
  const blend = (last: number) => [
    { strategy: 'alphabetical', weight: 1 },
    { strategy: 'backwards', weight: last },
  ];
  const askedWith = (last: number) =>
    ask([rule({ action: 'strategy', blend: blend(last) })], {
      ...{ strategy: 'blend', blend: blend(last), userId: 'u', limit: 2 },
    });
  const { ids, because } = askedWith(100);
  assert.deepEqual([ids, because.a], ['ih', 'lower_score']);
  assert.equal(askedWith(0.01).ids, 'ab', 'control: one of them may show it');
});
