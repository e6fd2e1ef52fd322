import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Product, waitFor } from '#testing/product.ts';
import { queryProduct } from '#testing/sql.ts';
import { startWorker } from '#testing/worker.ts';
import { type HeldTable, holdTable } from '../support/hold-table.ts';
import { assertExact, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

const partitions = 4;

/** Returns the epochs of the loader's partitions; each claim raises one. */
const epochsOf = async (product: Product) =>
  (
    await queryProduct<{ epoch: string }>(
      product,
      `SELECT epoch::text AS epoch FROM consumer_offsets WHERE consumer_group = 'loader' AND topic = 'events' ORDER BY partition`,
      [],
    )
  ).map(({ epoch }) => Number(epoch));

/** Holds up every write of events, so that each partition has a batch under way, until it is released. */
async function holdWrites(product: Product): Promise<HeldTable> {
  const held = await holdTable(product, 'events', 'EXCLUSIVE');
  await held.awaited('processors', partitions);
  return held;
}

test('a worker that was frozen past its session, in the midst of a batch, is refused when it goes on, and counted', {
  skip: skipWithoutBroker,
}, async () => {
  const { product, shop, broker } = await startOnBroker(1);
  const worker = await startWorker(product, 'processors');
  const load = startSteadyLoad(shop);
  try {
    await waitFor(
      async () => (await worker.metric('loader_batch_records_count')) > 3,
      () => `the worker loads\n${worker.output()}`,
    );
    assert.equal(await worker.metric('fenced_writes_total'), 0, 'control: nobody was refused before');
    const before = await epochsOf(product);
    assert.equal(before.length, partitions);
    const held = await holdWrites(product);
    worker.signal('SIGSTOP');
    await held.release();
    await waitFor(
      async () => (await epochsOf(product)).filter((epoch, n) => epoch > (before[n] ?? 0)).length >= partitions / 2,
      () => `another takes its partitions over\n${product.output()}`,
      90_000,
    );
    const loaded = load.ledger.acknowledged.size;
    worker.signal('SIGCONT');
    await waitFor(
      async () => (await worker.metric('fenced_writes_total')) > 0,
      () => `a write was refused\n${worker.output()}`,
    );
    await waitFor(
      async () => load.ledger.acknowledged.size > loaded + 500,
      () => 'the load goes on',
    );
    await load.stop();
    await assertExact(product, shop, load);
  } finally {
    load.abandon();
    await worker.stop();
    await product.remove();
    await broker.stop();
  }
});
