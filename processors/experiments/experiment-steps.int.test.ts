import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import {
  assertSums,
  draft,
  openExperimentShop,
  settled,
  start,
  startMs,
  stop,
  stored,
} from '#testing/experiment-shop.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { rebuildProjection } from '../rebuild/rebuild-projection.ts';
import { experimentResults } from './experiment-results.ts';
import { foldExperiments } from './fold-experiments.ts';
import { rememberSteps } from './remember-steps.ts';

const minute = 60_000;
const day = 1_440 * minute;

let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

const rebuilt = () => rebuildProjection({ projection: experimentResults, database: running.database, log: null });

test('steps that are told after their events were folded: a start, a pause, a resumption', async () => {
  const shop = await openExperimentShop(running.owner);
  await draft(running.owner, shop);
  const seenAt = (at: number) =>
    identifiedEvent({
      type: 'recommendation_impressed',
      userId: `seen at ${at}`,
      productId: 'mug',
      timestampMs: startMs + at * minute,
      scope: shop.scope,
    });
  await running.append([-10, 10, 60, 120].map(seenAt));
  await running.drained();
  const usersNow = async () => [...(await stored(running.owner, shop)).keys()].sort();
  assert.deepEqual(await usersNow(), [], 'a draft counts nobody');

  const begin = async (at: number) => {
    await running.owner.transaction((client) => start(client, shop, startMs + at * minute));
    await settled(running.owner, shop, startMs + at * minute);
  };
  await begin(0);
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120', 'seen at 60']);
  await stop(running.owner, shop, startMs + 50 * minute, 'paused');
  await settled(running.owner, shop, startMs + 50 * minute);
  assert.deepEqual(await usersNow(), ['seen at 10']);
  await begin(100);
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120']);
  await assertSums(running.owner, shop);
  await rebuilt();
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120']);
});

test('a batch that sees a start leaves it to be settled, since batches before it did not; only a build that began long after it knows it', async () => {
  const shop = await openExperimentShop(running.owner);
  await draft(running.owner, shop);
  const type = 'recommendation_impressed';
  const event = identifiedEvent({ type, userId: 'early', productId: 'mug', timestampMs: startMs, scope: shop.scope });
  const knownAfter = async (
    fold: (client: pg.PoolClient, version: number) => Promise<void>,
  ): Promise<number | null> => {
    const client = await running.owner.pool.connect();
    try {
      await client.query('BEGIN');
      await start(client, shop, startMs);
      const { rows } = await client.query<{ version: number }>(
        `SELECT live_version AS version FROM projections WHERE name = 'experiment_results'`,
      );
      await fold(client, rows[0]!.version);
      const known = await client.query('SELECT FROM experiment_steps_settled WHERE experiment_id = $1', [
        shop.experimentId,
      ]);
      return known.rowCount;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };
  const none = { answered: async () => [], touches: async () => new Map(), counted: async () => [] };
  const place = { log: 0, partition: 0, currencyOf: async () => 'EUR' };
  const live = await knownAfter((client, version) =>
    foldExperiments(client, { version, ...place, events: [{ event, offset: 0n }], ...none }),
  );
  assert.equal(live, 0);
  const builtSince = (sinceMs: number) =>
    knownAfter(async (client, live) => {
      const version = live + 1;
      await client.query(
        `UPDATE projections SET building_version = $1, building_since = $2 WHERE name = 'experiment_results'`,
        [version, new Date(sinceMs)],
      );
      await rememberSteps(client, version);
    });
  assert.equal(await builtSince(startMs + minute), 0, 'its commit may have come after the first batches of the build');
  assert.equal(await builtSince(startMs + day), 1, 'control');
});
