import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { waitFor } from '#testing/product.ts';
import { ask, type Json } from '#testing/shop.ts';
import { startWorker, type Worker } from '#testing/worker.ts';
import { type ProductOnBroker, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';

/** Always on a broker, whose log two query APIs can share: the embedded log has one writer. `first` is the server of the product, `second` a query API alone. */
let running: ProductOnBroker;
let worker: Worker;
let first: string;
let second: string;

const unlessSkipped = (act: () => Promise<void>) => async () => {
  if (skipWithoutBroker === false) await act();
};
before(
  unlessSkipped(async () => {
    running = await startOnBroker(1);
    worker = await startWorker(running.product, 'query-api');
    [first, second] = [running.product.url, worker.url];
    for (const productId of ['mug', 'cup', 'sock'])
      await createItem(first, running.shop.writeKey, { productId, name: productId, price: 5, category: 'Home' });
    await waitFor(async () => {
      const answers = await Promise.all([first, second].map((url) => recommended(url, 'home')));
      return answers.every(({ data }) => data.length === 3);
    }, worker.output);
  }),
);
after(
  unlessSkipped(async () => {
    await worker?.stop();
    await running.product.remove();
    await running.broker.stop();
  }),
);

/** The same question each time, so that from the second on the answer is a cached one. */
async function recommended(url: string, placementId: string): Promise<Json> {
  const asked = new URLSearchParams({ placementId, userId: 'ann' });
  const { status, body } = await ask(`${url}/api/v1/recommendations?${asked}`, { token: running.shop.writeKey });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const hasSock = ({ data }: Json): boolean => data.some(({ productId }: Json) => productId === 'sock');

async function save(url: string, version: number, rules: readonly object[]): Promise<void> {
  const path = `${url}/api/v1/tenants/${running.shop.tenantId}/placements/home/rules`;
  const headers: Record<string, string> = version === 1 ? {} : { 'if-match': '*' };
  const { status, body } = await ask(path, { token: running.shop.adminToken, method: 'PUT', body: { rules }, headers });
  assert.deepEqual([status, body.data?.version], [200, version], JSON.stringify(body));
}

/** Saves through one query API; milliseconds from the sending of it until the other answers by it. They are told, not judged: the machine may be busy. */
async function msUntilInForce(through: string, version: number, rules: readonly object[]): Promise<number> {
  const other = through === first ? second : first;
  const startedAt = performance.now();
  await save(through, version, rules);
  const isInForce = async () => (await recommended(other, 'home')).meta.rulesVersion === String(version);
  await waitFor(isInForce, worker.output, undefined, 5);
  return Math.round(performance.now() - startedAt);
}

const rounds = 12;
const noSocks = { action: 'exclude', filter: { field: 'name', eq: 'sock' } };
const rule = (then: object) => ({ id: 'no-socks', name: 'no socks', then });

test('rules that one query API has saved are in force in another, also for an answer that it had cached', {
  skip: skipWithoutBroker,
}, async (context) => {
  await recommended(second, 'home');
  const before = await recommended(second, 'home');
  assert.deepEqual([before.meta.rulesVersion, hasSock(before)], [undefined, true], 'control: without the rule');

  const waits: number[] = [];
  for (let version = 1; version <= rounds; version += 1) {
    const isRuled = version % 2 === 1;
    // Each saves a list with the rule, and one without.
    const through = version % 4 < 2 ? first : second;
    waits.push(await msUntilInForce(through, version, isRuled ? [rule(noSocks)] : []));
    for (const url of [first, second]) {
      assert.equal(hasSock(await recommended(url, 'home')), !isRuled, `${url}, version ${version}`);
      assert.equal(hasSock(await recommended(url, 'cart')), true, 'control: a placement without the rule');
    }
  }
  context.diagnostic(`in force in the other after so many ms, from the sending of the save: ${waits.join(', ')}`);
});
