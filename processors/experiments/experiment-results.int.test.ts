import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { dropExposures } from '#stores/exposures/drop-exposures.ts';
import { type Fact, isAnswer } from '#testing/facts.ts';
import { insertTenant } from '#testing/insert-tenant.ts';
import { plainExposure } from '#testing/plain.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { waitFor } from '#testing/wait-for.ts';
import { rebuildProjection } from '../rebuild/rebuild-projection.ts';
import { experimentResults } from './experiment-results.ts';
import { foldExperiments } from './fold-experiments.ts';
import { rememberSteps } from './remember-steps.ts';

const minute = 60_000;
const day = 1_440 * minute;
const startMs = Date.UTC(2026, 2, 10);
const split = 40;

let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

type Shop = { scope: number; experimentId: string };

/** A tenant of its own with one experiment on `home` that runs from `startMs` on. */
async function openShop(): Promise<Shop> {
  const { owner } = running;
  const { tenantId, scope } = await insertTenant(owner);
  const experimentId = randomUUID();
  await owner.query(
    `INSERT INTO experiments (experiment_id, tenant_id, name, placement_id, control_strategy, variant_strategy, traffic_split, target_precision, status, started_at)
     VALUES ($1, $2, 'A', 'home', 'trending', 'newest', ${split}, 0.05, 'running', $3)`,
    [experimentId, tenantId, new Date(startMs)],
  );
  await owner.query(`INSERT INTO experiment_periods (experiment_id, tenant_id, started_at) VALUES ($1, $2, $3)`, [
    experimentId,
    tenantId,
    new Date(startMs),
  ]);
  return { scope, experimentId };
}

/** Makes it one that was never started. */
async function draft({ experimentId }: Shop): Promise<void> {
  await running.owner.query('DELETE FROM experiment_periods WHERE experiment_id = $1', [experimentId]);
  await running.owner.query(`UPDATE experiments SET status = 'draft', started_at = NULL WHERE experiment_id = $1`, [
    experimentId,
  ]);
}

async function start(client: pg.PoolClient, { experimentId }: Shop, at: number): Promise<void> {
  await client.query(
    `WITH period AS (INSERT INTO experiment_periods (experiment_id, tenant_id, started_at)
                     SELECT experiment_id, tenant_id, $2 FROM experiments WHERE experiment_id = $1)
     UPDATE experiments SET status = 'running', started_at = coalesce(started_at, $2) WHERE experiment_id = $1`,
    [experimentId, new Date(at)],
  );
}

async function stop({ experimentId }: Shop, at: number, status: 'paused' | 'completed'): Promise<void> {
  await running.owner.query(
    'UPDATE experiment_periods SET ended_at = $2 WHERE experiment_id = $1 AND ended_at IS NULL',
    [experimentId, new Date(at)],
  );
  await running.owner.query('UPDATE experiments SET status = $3, completed_at = $2 WHERE experiment_id = $1', [
    experimentId,
    status === 'completed' ? new Date(at) : null,
    status,
  ]);
}

const exposureOf = (
  { scope, experimentId }: Shop,
  userId: string,
  servedAtMs: number,
  variant: 'control' | 'variant',
): Exposure =>
  plainExposure({
    id: createHash('sha256').update(`${scope} ${userId} ${servedAtMs} ${variant}`).digest().subarray(0, 16),
    scope,
    requestId: `${userId} ${servedAtMs}`,
    userId,
    servedAtMs,
    arm: { experimentId, variant },
  });

type Sketch = {
  user: number;
  kind: 'recommendation_impressed' | 'recommendation_clicked' | 'purchase' | 'product_viewed' | 'exposure';
  at: number;
  product: string;
  placement: string;
  answer: string | null;
};
const sketch: fc.Arbitrary<Sketch> = fc.record({
  user: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('recommendation_impressed', 'recommendation_clicked', 'purchase', 'product_viewed', 'exposure'),
  at: fc.integer({ min: -40, max: 160 }),
  product: fc.constantFrom('mug', 'cup'),
  placement: fc.constantFrom('home', 'home', 'cart'),
  answer: fc.constantFrom(null, 'a', 'b'),
});
const factOf = (shop: Shop, { user, kind, at, product, placement, answer }: Sketch, n: number): Fact => {
  const userId = `user-${user}`;
  const timestampMs = startMs + at * minute;
  if (kind === 'exposure')
    return exposureOf(shop, userId, startMs + Math.abs(at) * minute, at % 7 === 0 ? 'variant' : 'control');
  const isShown = kind.startsWith('recommendation_');
  const event = identifiedEvent({
    type: kind,
    userId,
    productId: product,
    timestampMs: timestampMs + n,
    scope: shop.scope,
    ...(isShown ? { placementId: placement } : {}),
  });
  return isShown && answer !== null
    ? { ...event, exposureId: createHash('sha256').update(`${userId} ${answer}`).digest().subarray(0, 16) }
    : event;
};

type Counted = {
  variant: string;
  enteredAt: number;
  impressions: number;
  clicks: number;
  conversions: number;
  revenue: number;
  activity: number;
};

/** Written anew from docs/experiments.md, so that it shares no fault with the fold. `facts` in the order of the log. */
function recount({ experimentId }: Shop, facts: readonly Fact[], periods: readonly [number, number][], until: number) {
  const users = new Map<string, Counted>();
  const ids = [...new Set(facts.map(({ userId }) => userId))];
  for (const userId of ids) {
    const served = facts
      .filter(isAnswer)
      .filter((one) => one.userId === userId)
      .filter(({ servedAtMs }) => periods.some(([from, to]) => servedAtMs >= from && servedAtMs < to))
      .sort((a, b) => a.servedAtMs - b.servedAtMs);
    const seen = new Set<string>();
    const events = facts
      .flatMap((fact) => (isAnswer(fact) || fact.userId !== userId ? [] : [fact]))
      .filter(({ id }) => !seen.has(id.toString('hex')) && seen.add(id.toString('hex')));
    const entries = [
      ...served.map(({ servedAtMs }) => servedAtMs),
      ...events
        .filter((e) => e.type === 'recommendation_impressed' && e.placementId === 'home')
        .map(({ timestampMs }) => timestampMs)
        .filter((at) => periods.some(([from, to]) => at >= from && at < to)),
    ];
    if (entries.length === 0) continue;
    const enteredAt = Math.min(...entries);
    const bucket =
      createHash('sha256')
        .update(userId + experimentId)
        .digest()
        .readUInt32BE(0) % 100;
    const isIn = (at: number) => at >= enteredAt - 5 * minute && at <= until + 30 * minute;
    const once = new Set<string>();
    const firsts = events.filter(({ exposureId, productId, type }) => {
      const key = `${exposureId?.toString('hex')} ${productId} ${type}`;
      if (exposureId === null || !once.has(key)) return once.add(key);
      return false;
    });
    const count = (type: string) =>
      firsts.filter((e) => e.type === type && e.placementId === 'home' && isIn(e.timestampMs)).length;
    const conversions = events.filter((p) => {
      const [click] = events
        .filter(
          (c) =>
            c.type === 'recommendation_clicked' &&
            c.productId === p.productId &&
            c.timestampMs <= p.timestampMs &&
            c.timestampMs >= p.timestampMs - 30 * minute,
        )
        .sort((a, b) => b.timestampMs - a.timestampMs || Buffer.compare(b.id, a.id));
      return p.type === 'purchase' && click?.placementId === 'home' && isIn(click.timestampMs) && isIn(p.timestampMs);
    }).length;
    users.set(userId, {
      variant: served[0]?.arm?.variant ?? (bucket < split ? 'control' : 'variant'),
      enteredAt,
      impressions: count('recommendation_impressed'),
      clicks: count('recommendation_clicked'),
      conversions,
      revenue: conversions,
      activity: events.filter(
        (e) =>
          e.type !== 'recommendation_impressed' &&
          e.timestampMs < enteredAt - 5 * minute &&
          e.timestampMs >= enteredAt - 5 * minute - 14 * day,
      ).length,
    });
  }
  return users;
}

async function stored({ scope, experimentId }: Shop): Promise<Map<string, Counted>> {
  const { rows } = await running.owner.query<Counted & { user_id: string; at: Date }>(
    `SELECT user_id, variant, entered_at AS at, impressions, clicks, conversions, revenue::float8 AS revenue, activity
     FROM experiment_users t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version WHERE scope = $1 AND experiment_id = $2`,
    [scope, experimentId],
  );
  return new Map(rows.map(({ user_id, at, ...row }) => [user_id, { ...row, enteredAt: at.getTime() }]));
}

/** The sums are those of the users that are stored. */
async function assertSums({ scope, experimentId }: Shop): Promise<void> {
  const live = `t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version WHERE scope = $1 AND experiment_id = $2`;
  const of = async (sql: string) => (await running.owner.query(sql, [scope, experimentId])).rows;
  const summed = await of(
    `SELECT variant, revenue_bucket, sum(users)::int AS users, sum(impressions)::int AS i, sum(clicks)::int AS c, sum(converted)::int AS v, sum(conversions)::int AS o,
       sum(revenue)::float8 AS r, sum(impressions_squared)::int AS ii, sum(clicks_squared)::int AS cc, sum(impressions_clicks)::int AS ic, (sum(revenue_squared) * 1e-8)::float8 AS rr,
       sum(activity)::int AS a, sum(activity_squared)::int AS aa, sum(activity_impressions)::int AS ai, sum(activity_clicks)::int AS ac, sum(activity_converted)::int AS av, sum(activity_revenue)::float8 AS ar
     FROM experiment_sums ${live} GROUP BY 1, 2 HAVING sum(users) <> 0 ORDER BY 1, 2`,
  );
  const fromUsers = await of(
    `SELECT variant, revenue_bucket, count(*)::int AS users, sum(impressions)::int AS i, sum(clicks)::int AS c, count(*) FILTER (WHERE conversions > 0)::int AS v, sum(conversions)::int AS o,
       sum(revenue)::float8 AS r, sum(impressions ^ 2)::int AS ii, sum(clicks ^ 2)::int AS cc, sum(impressions * clicks)::int AS ic, sum(revenue ^ 2)::float8 AS rr,
       sum(activity)::int AS a, sum(activity ^ 2)::int AS aa, sum(activity * impressions)::int AS ai, sum(activity * clicks)::int AS ac,
       coalesce(sum(activity) FILTER (WHERE conversions > 0), 0)::int AS av, sum(activity * revenue)::float8 AS ar
     FROM experiment_users ${live} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  assert.deepEqual(summed, fromUsers);
  const days = await of(
    `SELECT day::text, variant, sum(users)::int AS users, sum(crossovers)::int AS x FROM experiment_days ${live} GROUP BY 1, 2 HAVING sum(users) <> 0 ORDER BY 1, 2`,
  );
  const daysOfUsers = await of(
    `SELECT (entered_at AT TIME ZONE 'UTC')::date::text AS day, variant, count(*)::int AS users, count(*) FILTER (WHERE is_crossover)::int AS x FROM experiment_users ${live} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  assert.deepEqual(days, daysOfUsers);
}

const rebuilt = () => rebuildProjection({ projection: experimentResults, database: running.database, log: null });
const settled = ({ experimentId }: Shop, at: number) =>
  waitFor(
    async () =>
      (
        await running.owner.query('SELECT FROM experiment_steps_settled WHERE experiment_id = $1 AND settled_at = $2', [
          experimentId,
          new Date(at),
        ])
      ).rowCount !== 0,
    () => 'the step is settled',
  );

test('rows, sums and days equal a recount of the set of facts: shuffled, repeated, split, with steps told late, and after a rebuild', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 30, maxLength: 60 }),
      fc.array(fc.nat(59), { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 20, max: 150 }),
      async (sketches, repeats, cuts, endAt) => {
        const shop = await openShop();
        const facts = sketches.map((one, n) => factOf(shop, one, n));
        const sent = [...facts, ...repeats.flatMap((n) => facts[n] ?? [])];
        for (let cut = 0; cut < cuts; cut += 1) {
          await running.append(sent.slice((cut * sent.length) / cuts, ((cut + 1) * sent.length) / cuts));
          await running.drained();
        }
        const forever = Date.UTC(2030, 0);
        assert.deepEqual(await stored(shop), recount(shop, sent, [[startMs, forever]], forever));
        await assertSums(shop);
        const end = startMs + endAt * minute;
        await stop(shop, end, endAt % 2 === 0 ? 'completed' : 'paused');
        await settled(shop, end);
        const until = endAt % 2 === 0 ? end : forever;
        assert.deepEqual(await stored(shop), recount(shop, sent, [[startMs, end]], until));
        await assertSums(shop);
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
  const shop = await openShop();
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
  assert.ok([...(await stored(shop)).keys()].every((userId) => userId.startsWith('erased-')));
  assert.deepEqual(await arms(), before);
  await rebuilt();
  assert.deepEqual(await arms(), before);
  await assertSums(shop);
});

test('steps that are told after their events were folded: a start, a pause, a resumption', async () => {
  const shop = await openShop();
  await draft(shop);
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
  const usersNow = async () => [...(await stored(shop)).keys()].sort();
  assert.deepEqual(await usersNow(), [], 'a draft counts nobody');

  const begin = async (at: number) => {
    await running.owner.transaction((client) => start(client, shop, startMs + at * minute));
    await settled(shop, startMs + at * minute);
  };
  await begin(0);
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120', 'seen at 60']);
  await stop(shop, startMs + 50 * minute, 'paused');
  await settled(shop, startMs + 50 * minute);
  assert.deepEqual(await usersNow(), ['seen at 10']);
  await begin(100);
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120']);
  await assertSums(shop);
  await rebuilt();
  assert.deepEqual(await usersNow(), ['seen at 10', 'seen at 120']);
});

test('a batch that sees a start leaves it to be settled, since batches before it did not; only a build that began long after it knows it', async () => {
  const shop = await openShop();
  await draft(shop);
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

test('control: what the sums are held against tells a row that is missing in them', async () => {
  const shop = await openShop();
  await running.append([exposureOf(shop, 'ada', startMs + 1, 'control')]);
  await running.drained();
  await assertSums(shop);
  await running.owner.query('UPDATE experiment_sums SET users = users + 1 WHERE experiment_id = $1', [
    shop.experimentId,
  ]);
  await assert.rejects(assertSums(shop), assert.AssertionError);
});

test('an experiment of which raw facts were deleted keeps its rows in a rebuild, and takes no more', async () => {
  const shop = await openShop();
  const facts = Array.from({ length: 9 }, (_, n) => exposureOf(shop, `u${n}`, startMs + n, 'control'));
  await running.append(facts);
  await running.drained();
  const before = await stored(shop);
  assert.equal(before.size, 9);
  await dropExposures(running.database, new Date(startMs + 5));
  await rebuilt();
  assert.deepEqual(await stored(shop), before);
  await assertSums(shop);
  await running.append([exposureOf(shop, 'late', startMs + 9, 'control')]);
  await running.drained();
  assert.deepEqual(await stored(shop), before);
});
