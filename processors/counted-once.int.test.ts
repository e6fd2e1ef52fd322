import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createRandom, type Random } from '#testing/random.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { projectionNamed } from './index.ts';
import { rebuildProjection } from './rebuild/rebuild-projection.ts';

const startMs = Date.UTC(2026, 9, 15, 12);
let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

/** Impressions and clicks of few answers and products at many times, some of no answer; an answer is of one shopper. */
function randomShown(random: Random, count: number): ShopEvent[] {
  return Array.from({ length: count }, () => {
    const answer = random.between(0, 8);
    const event = identifiedEvent({
      type: random.pick(['recommendation_impressed', 'recommendation_clicked']),
      userId: `u${answer % 4}`,
      productId: `p${random.between(1, 3)}`,
      timestampMs: startMs + random.between(0, 7_200_000),
    });
    return { ...event, exposureId: answer === 0 ? null : Buffer.alloc(16, answer) };
  });
}

const sumsOf = async (sql: string) => (await running.owner.query<{ n: number }>(sql)).rows.map(({ n }) => n);
const countedNow = () =>
  sumsOf(
    `SELECT unnest(ARRAY[sum(recommendation_impressed), sum(recommendation_clicked)])::int AS n FROM analytics_quarter_hourly
     WHERE version = (SELECT live_version FROM projections WHERE name = 'analytics')`,
  );
/** By the definition: the event with the lowest position of its answer, product and type. */
const recounted = () =>
  sumsOf(
    `SELECT count(*)::int AS n FROM events e WHERE exposure_id IS NULL OR NOT EXISTS (
       SELECT FROM events o WHERE o.exposure_id = e.exposure_id AND o.product_id = e.product_id AND o.type = e.type AND (o.log, o."offset") < (e.log, e."offset"))
     GROUP BY type ORDER BY type`,
  );
const countedByProduct = () =>
  sumsOf(
    `SELECT unnest(ARRAY[sum(impressions), sum(clicks)])::int AS n FROM top_products
     WHERE version = (SELECT live_version FROM projections WHERE name = 'top_products')`,
  );
const byQuarter = () =>
  sumsOf(
    `SELECT (recommendation_impressed * 1000 + recommendation_clicked)::int AS n FROM analytics_quarter_hourly
     WHERE version = (SELECT live_version FROM projections WHERE name = 'analytics') ORDER BY bucket, placement_id, strategy`,
  );

test('one impression and one click of an answer and product count, in any order, repeated, cut anywhere, and in a rebuild', async () => {
  for (const seed of [11, 12, 13]) {
    const random = createRandom(seed);
    const events = randomShown(random, 150);
    const sent = [...events, ...events.filter(() => random.next() < 0.3)];
    for (let from = 0; from < sent.length; ) {
      const next = from + random.between(1, 60);
      await running.append(sent.slice(from, next));
      if (random.next() < 0.5) await running.drained();
      from = next;
    }
    await running.drained();
    const wanted = await recounted();
    assert.deepEqual([await countedNow(), await countedByProduct()], [wanted, wanted]);
  }
  const stored = await sumsOf('SELECT count(*)::int AS n FROM events GROUP BY type ORDER BY type');
  assert.notDeepEqual(await recounted(), stored, 'control: some repeat others');
  const before = await byQuarter();
  await rebuildProjection({ projection: projectionNamed('analytics'), database: running.database, log: running.log });
  assert.deepEqual(await byQuarter(), before);
});
