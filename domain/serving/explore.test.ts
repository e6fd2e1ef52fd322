import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../seeded-random.ts';
import { explore, placePropensity } from './explore.ts';
import { pinned } from './place-pins.ts';
import type { ServedItem } from './rank.ts';

const itemOf = (productId: string, n: number, over: Partial<ServedItem> = {}): ServedItem => ({
  candidate: { productId, score: 1 - n / 10, evidence: { kind: 'trending' } },
  strategy: 'trending',
  isFilled: false,
  ...over,
});
const three = ['a', 'b', 'c'].map((id, n) => itemOf(id, n));
const orderOf = ({ items }: { items: readonly ServedItem[] }) =>
  items.map(({ candidate }) => candidate.productId).join('');

test('each order comes as often as its propensity says, and one that is drawn is told', () => {
  const runs = 60_000;
  const random = seededRandom(7);
  const seen = new Map<string, { times: number; propensity: number; drawn: number }>();
  for (let n = 0; n < runs; n++) {
    const explored = explore(three, 0.2, random);
    const one = seen.get(orderOf(explored)) ?? { times: 0, propensity: explored.propensity, drawn: 0 };
    assert.equal(one.propensity, explored.propensity);
    seen.set(orderOf(explored), { ...one, times: one.times + 1, drawn: one.drawn + (explored.isDrawn ? 1 : 0) });
  }
  assert.equal(seen.size, 6);
  let all = 0;
  for (const { times, propensity } of seen.values()) {
    all += propensity;
    const deviation = Math.sqrt((propensity * (1 - propensity)) / runs);
    assert.ok(Math.abs(times / runs - propensity) < 4 * deviation, `${times} of ${runs} for ${propensity}`);
  }
  assert.ok(Math.abs(all - 1) < 1e-12);
  const drawn = [...seen.values()].reduce((sum, one) => sum + one.drawn, 0);
  assert.ok(Math.abs(drawn / runs - 0.2) < 0.01);
});

test('the propensity of a place is how often the product stands there', () => {
  const runs = 60_000;
  const random = seededRandom(3);
  let times = 0;
  let told = 0;
  for (let n = 0; n < runs; n++) {
    const { items, exploration } = explore(three, 0.2, random);
    if (items[0]?.candidate.productId !== 'c') continue;
    times += 1;
    told = placePropensity(exploration, 0);
  }
  assert.ok(Math.abs(told - 0.2 / 3) < 1e-12);
  assert.ok(Math.abs(times / runs - told) < 0.005);
});

test('the same seed gives the same order, another seed another; scores still fall', () => {
  const drawn = (seed: number) => explore([...three, itemOf('d', 3), itemOf('e', 4)], 1, seededRandom(seed));
  assert.equal(orderOf(drawn(5)), orderOf(drawn(5)));
  assert.notEqual(orderOf(drawn(5)), orderOf(drawn(6)), 'control');
  const scores = drawn(5).items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});

test('pins keep their places, and what filled up stays behind', () => {
  const items = [itemOf('p', 0, { strategy: pinned }), ...three, itemOf('f', 8, { isFilled: true })];
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => orderOf(explore(items, 1, seededRandom(seed)))));
  assert.ok(orders.size > 1, 'control: the others move');
  for (const order of orders) assert.match(order, /^p[abc]{3}f$/);
});

test('without exploration, or with nothing to exchange, an answer is as it was', () => {
  const off = explore(three, 0, seededRandom(1));
  assert.deepEqual([off.items, off.propensity], [three, 1]);
  const alone = explore(three.slice(0, 1), 1, seededRandom(1));
  assert.deepEqual([alone.propensity, alone.exploration.from], [1, [null]]);
});
