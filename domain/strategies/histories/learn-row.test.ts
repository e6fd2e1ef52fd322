import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { createInteractionShard, type InteractionShard } from '../../interactions/interaction-shard.ts';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { atOnce } from '../../memory/steps.ts';
import { historyRowsOf } from './history-rows.ts';
import { learnRow } from './learn-row.ts';

const ridge = 200;
const products = 12;
let ids = 0;
function view(shard: InteractionShard | undefined, userId: string, product: number): void {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  shard?.apply(plainEvent({ id, userId, productId: `p${product}`, timestampMs: ids }));
}

/** Shoppers with products at random in two shards, and the same as rows of zeros and ones. */
function randomShop(seed: number, users: number) {
  const random = createRandom(seed);
  const shards = [createInteractionShard(), createInteractionShard()];
  const histories = Array.from({ length: users }, (_, user) => {
    const taste = random.between(0, 2);
    return Array.from({ length: products }, (_, product) => {
      const has = random.between(0, 99) < (product % 3 === taste ? 70 : 15) ? 1 : 0;
      if (has === 1) view(shards[user % 2], `u${user}`, product);
      return has;
    });
  });
  return { shards, histories };
}

function learnAll(shards: readonly InteractionShard[]) {
  const scopes = shards.flatMap((shard) => shard.scope(1) ?? []);
  const joint = jointItemsOf(scopes);
  const rows = historyRowsOf(scopes, joint);
  rows.refresh();
  rows.wantAll();
  while (rows.wanted > 0) atOnce(rows.learnNext());
  const weightOf = (from: number, to: number): number => {
    const row = rows.of(joint.find(`p${to}`)) ?? assert.fail('it was learnt');
    return row.weights[row.numbers.indexOf(joint.find(`p${from}`))] ?? 0;
  };
  return { joint, rows, weightOf };
}

/** EASE in closed form: with P the inverse of XᵀX + ridge · I, the weight of i for j is −P(i, j) / P(j, j). */
function denseWeights(histories: readonly (readonly number[])[], ridge: number): number[][] {
  const rows = Array.from({ length: products }, (_, i) => [
    ...Array.from({ length: products }, (_, j) =>
      histories.reduce((sum, has) => sum + (has[i] ?? 0) * (has[j] ?? 0), i === j ? ridge : 0),
    ),
    ...Array.from({ length: products }, (_, j) => (i === j ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < products; pivot++) {
    const own = rows[pivot] ?? [];
    const by = own[pivot] ?? 1;
    for (let n = 0; n < own.length; n++) own[n] = (own[n] ?? 0) / by;
    for (const [i, row] of rows.entries()) {
      const factor = row[pivot] ?? 0;
      if (i !== pivot) for (let n = 0; n < row.length; n++) row[n] = (row[n] ?? 0) - factor * (own[n] ?? 0);
    }
  }
  const inverse = rows.map((row) => row.slice(products));
  return inverse.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / (inverse[j]?.[j] ?? 1))));
}

function furthest(weightOf: (from: number, to: number) => number, dense: readonly (readonly number[])[]): number {
  let most = 0;
  for (const [from, row] of dense.entries())
    for (const [to, weight] of row.entries())
      if (from !== to) most = Math.max(most, Math.abs(weight - weightOf(from, to)));
  return most;
}

test('a learnt row is the column of the dense closed form', () => {
  for (const seed of [1, 2, 3]) {
    const { shards, histories } = randomShop(seed, 60);
    const { weightOf } = learnAll(shards);
    assert.ok(furthest(weightOf, denseWeights(histories, ridge)) < 1e-6);
    assert.ok(furthest(weightOf, denseWeights(histories, ridge / 2)) > 1e-3, 'control: another ridge is another row');
    assert.ok(furthest(weightOf, denseWeights(histories.slice(1), ridge)) > 1e-6, 'control: so is a shopper less');
  }
});

test('so it is if a product has more shoppers than can be found by it', () => {
  const { shards, histories } = randomShop(4, 6_000);
  assert.ok((shards[0]?.scope(1)?.shoppers.holdersOf(0) ?? 0) > 1_000, 'control');
  assert.ok(furthest(learnAll(shards).weightOf, denseWeights(histories, ridge)) < 1e-6);
});

test('where histories are too many to be read, every k-th shopper stands for k, and those of the product for themselves', () => {
  const { shards } = randomShop(8, 600);
  const scopes = shards.flatMap((shard) => shard.scope(1) ?? []);
  const joint = jointItemsOf(scopes);
  const held = scopes.reduce((sum, { shoppers }) => sum + shoppers.held, 0);
  const target = joint.find('p0');
  for (const k of [2, 3, 7]) {
    const mostRead = Math.ceil(held / k);
    const row = atOnce(learnRow(scopes, joint, target, mostRead));
    const each = Math.ceil(held / mostRead);
    const weighted = scopes.flatMap(({ shoppers, items }) =>
      Array.from({ length: shoppers.places }, (_, slot) => {
        const names = Array.from(shoppers.historyOf(slot), items.nameOf);
        const weight = names.includes('p0') ? 1 : slot % each === 0 ? each : 0;
        return Array.from({ length: products }, (_, product) =>
          names.includes(`p${product}`) ? Math.sqrt(weight) : 0,
        );
      }),
    );
    const apartFrom = (dense: readonly (readonly number[])[]) =>
      Math.max(
        ...Array.from(row.numbers, (number, n) =>
          Math.abs((row.weights[n] ?? 0) - (dense[Number(joint.nameOf(number).slice(1))]?.[0] ?? 0)),
        ),
      );
    assert.equal(row.numbers.length, products - 1);
    assert.ok(apartFrom(denseWeights(weighted, ridge)) < 1e-6, `k = ${each}`);
    const unweighted = weighted.map((has) => has.map((value) => (value > 0 ? 1 : 0)));
    assert.ok(apartFrom(denseWeights(unweighted, ridge)) > 1e-3, 'control: who stands for others counts for them');
  }
});

test('a row whose product an erased shopper had is not used again, and is learnt without that shopper', () => {
  const { shards, histories } = randomShop(5, 60);
  const { joint, rows } = learnAll(shards);
  shards[0]?.eraseShopper(1, 'u0');
  rows.refresh();
  for (const [product, has] of (histories[0] ?? []).entries())
    assert.equal(rows.of(joint.find(`p${product}`)) === undefined, has === 1);
  const erased = histories.map((has, user) => (user === 0 ? has.map(() => 0) : has));
  rows.clear();
  assert.ok(furthest(learnAll(shards).weightOf, denseWeights(erased, ridge)) < 1e-6);
});

test('a row is wanted anew once a tenth of its shoppers are new', () => {
  const { shards } = randomShop(6, 60);
  const { joint, rows } = learnAll(shards);
  const number = joint.find('p0');
  const { holders } = rows.of(number) ?? assert.fail('it was learnt');
  const isWantedAfter = (users: number) => {
    for (let user = 0; user < users; user++) view(shards[1], `new ${user}`, 0);
    for (let use = 0; use < 16; use++) rows.of(number);
    return rows.wanted > 0;
  };
  assert.deepEqual(
    [isWantedAfter(Math.floor(holders / 10)), isWantedAfter(Math.floor(holders / 10) + 1)],
    [false, true],
  );
});
