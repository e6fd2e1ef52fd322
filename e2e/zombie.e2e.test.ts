import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { queryProduct } from '#testing/sql.ts';
import { startWorker } from '#testing/worker.ts';
import { assertExact, skipWithoutBroker, startOnBroker } from './support/on-broker.ts';
import { startSteadyLoad } from './support/steady-load.ts';

/** The epochs of the loader's partitions: each claim raises one. */
const epochsOf = async (product: Parameters<typeof queryProduct>[0]) =>
  (
    await queryProduct<{ epoch: string }>(
      product,
      `SELECT epoch::text AS epoch FROM consumer_offsets WHERE consumer_group = 'loader' AND topic = 'events' ORDER BY partition`,
      [],
    )
  ).map(({ epoch }) => Number(epoch));

test('a worker that was frozen past its session and goes on is refused by the fence, and counted', {
  skip: skipWithoutBroker,
}, async (context) => {
  const { product, shop, broker } = await startOnBroker(1);
  const worker = await startWorker(product, 'processors');
  try {
    const load = startSteadyLoad(shop, { pauseMs: 5 });
    await waitFor(
      async () => (await worker.metric('loader_batch_records_count')) > 3,
      () => `the worker loads\n${worker.output()}`,
    );
    assert.equal(await worker.metric('fenced_writes_total'), 0, 'control: nobody was refused before');
    // In the midst of its work: again and again, until it is frozen while a batch is under way.
    for (let round = 1; (await worker.metric('fenced_writes_total')) === 0; round++) {
      assert.ok(round <= 5, `its late write was never refused\n${worker.output()}`);
      const before = await epochsOf(product);
      worker.signal('SIGSTOP');
      await waitFor(
        async () => (await epochsOf(product)).some((epoch, partition) => epoch > (before[partition] ?? 0)),
        () => `another takes over\n${product.output()}`,
        60_000,
      );
      worker.signal('SIGCONT');
      await waitFor(
        async () => /left the consumer group|goes on without this member/.test(worker.output()),
        () => `the worker notices\n${worker.output()}`,
        60_000,
      );
      context.diagnostic(`round ${round}: ${await worker.metric('fenced_writes_total')} writes refused`);
    }
    await load.stop();
    await assertExact(product, shop, load);
  } finally {
    await worker.stop();
    await product.remove();
    await broker.stop();
  }
});
