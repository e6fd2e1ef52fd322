import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { dropExposures } from '#stores/exposures/drop-exposures.ts';
import {
  assertSums,
  exposureOf,
  openExperimentShop,
  settled,
  startMs,
  stop,
  stored,
} from '#testing/experiment-shop.ts';
import { factOf, recountExperiment, sketch } from '#testing/recount-experiment.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { rebuildProjection } from '../rebuild/rebuild-projection.ts';
import { experimentResults } from './experiment-results.ts';

const minute = 60_000;

let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

const rebuilt = () => rebuildProjection({ projection: experimentResults, database: running.database, log: null });

test('rows, sums and days equal a recount of the set of facts: shuffled, repeated, split, with steps told late, and after a rebuild', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 30, maxLength: 60 }),
      fc.array(fc.nat(59), { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 20, max: 150 }),
      async (sketches, repeats, cuts, endAt) => {
        const shop = await openExperimentShop(running.owner);
        const facts = sketches.map((one, n) => factOf(shop, one, n));
        const sent = [...facts, ...repeats.flatMap((n) => facts[n] ?? [])];
        for (let cut = 0; cut < cuts; cut += 1) {
          await running.append(sent.slice((cut * sent.length) / cuts, ((cut + 1) * sent.length) / cuts));
          await running.drained();
        }
        const forever = Date.UTC(2030, 0);
        assert.deepEqual(
          await stored(running.owner, shop),
          recountExperiment(shop, sent, [[startMs, forever]], forever),
        );
        await assertSums(running.owner, shop);
        const end = startMs + endAt * minute;
        await stop(running.owner, shop, end, endAt % 2 === 0 ? 'completed' : 'paused');
        await settled(running.owner, shop, end);
        const until = endAt % 2 === 0 ? end : forever;
        assert.deepEqual(await stored(running.owner, shop), recountExperiment(shop, sent, [[startMs, end]], until));
        await assertSums(running.owner, shop);
      },
    ),
    { seed: 17, numRuns: 15 },
  );
  const all = async () =>
    (
      await running.owner.query(
        `SELECT t.scope, experiment_id, user_id, variant, entered_at, impressions, clicks, conversions, revenue, activity FROM experiment_users t
     JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version ORDER BY 1, 2, 3`,
      )
    ).rows;
  const before = await all();
  assert.ok(before.length > 30);
  assert.ok(before.some(({ conversions }) => conversions > 0));
  assert.ok(before.some(({ variant }) => variant === 'variant'));
  await rebuilt();
  assert.deepEqual(await all(), before);
});

test('an erased user stays in the arm of before, under a pseudonym, also after a rebuild', async () => {
  const shop = await openExperimentShop(running.owner);
  const impressions = Array.from({ length: 20 }, (_, n) =>
    identifiedEvent({
      type: 'recommendation_impressed',
      userId: `erased ${shop.scope} ${n}`,
      productId: 'mug',
      timestampMs: startMs + n,
      scope: shop.scope,
    }),
  );
  await running.append(impressions);
  await running.drained();
  const arms = async () =>
    (
      await running.owner.query<{ variant: string; users: number }>(
        `SELECT variant, count(*)::int AS users FROM experiment_users t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version
     WHERE experiment_id = $1 GROUP BY 1 ORDER BY 1`,
        [shop.experimentId],
      )
    ).rows;
  const before = await arms();
  assert.equal(before.length, 2);
  for (const { userId } of impressions) await running.erase(userId, shop.scope);
  await running.drained();
  assert.ok([...(await stored(running.owner, shop)).keys()].every((userId) => userId.startsWith('erased-')));
  assert.deepEqual(await arms(), before);
  await rebuilt();
  assert.deepEqual(await arms(), before);
  await assertSums(running.owner, shop);
});

test('control: what the sums are held against tells a row that is missing in them', async () => {
  const shop = await openExperimentShop(running.owner);
  await running.append([exposureOf(shop, 'ada', startMs + 1, 'control')]);
  await running.drained();
  await assertSums(running.owner, shop);
  await running.owner.query('UPDATE experiment_sums SET users = users + 1 WHERE experiment_id = $1', [
    shop.experimentId,
  ]);
  await assert.rejects(assertSums(running.owner, shop), assert.AssertionError);
});

test('an experiment of which raw facts were deleted keeps its rows in a rebuild, and takes no more', async () => {
  const shop = await openExperimentShop(running.owner);
  const facts = Array.from({ length: 9 }, (_, n) => exposureOf(shop, `u${n}`, startMs + n, 'control'));
  await running.append(facts);
  await running.drained();
  const before = await stored(running.owner, shop);
  assert.equal(before.size, 9);
  await dropExposures(running.database, new Date(startMs + 5));
  await rebuilt();
  assert.deepEqual(await stored(running.owner, shop), before);
  await assertSums(running.owner, shop);
  await running.append([exposureOf(shop, 'late', startMs + 9, 'control')]);
  await running.drained();
  assert.deepEqual(await stored(running.owner, shop), before);
});
