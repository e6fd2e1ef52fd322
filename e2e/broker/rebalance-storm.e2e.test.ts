import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '#testing/random.ts';
import { startWorker, type Worker } from '#testing/worker.ts';
import { assertExact, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';
import { drained } from '../support/recount.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

/** How often a worker joins or leaves, and for how long (the figures). */
const everyMs = 3_000;
const stormMs = 120_000;
const mostWorkers = 3;
const seed = 3;

test('a worker that joins or leaves every 3 s for 2 minutes, by SIGTERM or kill -9, loses and repeats nothing', {
  skip: skipWithoutBroker,
}, async (context) => {
  const { product, shop, broker } = await startOnBroker(1);
  const workers: Worker[] = [];
  const random = createRandom(seed);
  let joined = 0;
  let left = 0;
  const load = startSteadyLoad(shop, { pauseMs: 20 });
  try {
    const end = Date.now() + stormMs;
    const changes: Promise<unknown>[] = [];
    while (Date.now() < end) {
      const leaves = workers.length === mostWorkers || (workers.length > 0 && random.between(0, 1) === 1);
      if (leaves) {
        const worker = workers.splice(random.between(0, workers.length - 1), 1)[0];
        if (random.between(0, 1) === 1) worker?.signal('SIGKILL');
        if (worker !== undefined) changes.push(worker.stop());
        left += 1;
      } else {
        changes.push(startWorker(product, 'processors').then((worker) => workers.push(worker)));
        joined += 1;
      }
      await delay(everyMs);
    }
    await Promise.all(changes);
    await load.stop();
    context.diagnostic(`${joined} joined, ${left} left, ${load.ledger.acknowledged.size} events acknowledged`);
    assert.ok(joined >= 10 && left >= 10, 'control: it was a storm');
    await assertExact(product, shop, load);
    // Tables equal a replay.
    for (const projection of ['analytics', 'trending']) {
      const rebuilt = await product.command('rebuild', projection, '--json');
      assert.equal(rebuilt.code, 0, rebuilt.stderr);
    }
    await drained(product);
    await assertExact(product, shop, load);
  } finally {
    load.abandon();
    await Promise.all(workers.map((worker) => worker.stop()));
    await product.remove();
    await broker.stop();
  }
});
