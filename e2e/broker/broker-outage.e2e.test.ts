import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { canKillBroker, type TestBroker } from '#testing/kafka-broker.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { assertExact, skipWithoutBroker, startOnBroker, startOwnBroker } from '../support/on-broker.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

const skip = skipWithoutBroker || (canKillBroker() ? false : 'needs a broker of its own to kill: Java and Maven');
const perStep = 1_000;

test('a broker that is killed, comes back, freezes and goes on costs nothing that was acknowledged', {
  skip,
}, async () => {
  const broker: TestBroker = await startOwnBroker();
  const { product, shop } = await startOnBroker(2, broker);
  const load = startSteadyLoad(shop);
  try {
    await createItem(shop.url, shop.writeKey, { productId: 'mug', name: 'A mug', category: 'Mugs', price: 5 });
    const more = async () => {
      const aim = load.ledger.acknowledged.size + perStep;
      await waitFor(
        async () => load.ledger.acknowledged.size >= aim,
        () => `acknowledged ${aim}\n${product.output()}`,
        90_000,
      );
    };
    const readyStatus = async () =>
      (await fetch(`${product.url}/ready`, { signal: AbortSignal.timeout(15_000) })).status;
    await more();

    await broker.kill();
    const before = load.ledger.acknowledged.size;
    await waitFor(
      async () => (load.refused.get(503) ?? 0) > 0 && (await readyStatus()) === 503,
      () => `refused with 503, and not ready\n${product.output()}`,
      60_000,
    );
    // Answers come from memory and need no log.
    const answer = await ask(`${shop.url}/api/v1/recommendations?userId=somebody`, { token: shop.readKey });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    // Batches that were in flight when it died may have been answered since, but no new batch was.
    assert.ok(load.ledger.acknowledged.size - before < perStep);
    await broker.restart();
    await more();

    const pid = broker.pid ?? assert.fail('the broker runs');
    process.kill(pid, 'SIGSTOP');
    await waitFor(
      async () => (await readyStatus()) === 503,
      () => 'not ready while it is frozen',
      60_000,
    );
    process.kill(pid, 'SIGCONT');
    await more();

    await load.stop();
    await assertExact(product, shop, load);
  } finally {
    load.abandon();
    await product.remove();
    await broker.stop();
  }
});
