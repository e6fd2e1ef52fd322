import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { renewPeriods } from '#stores/experiments/holdout-store.ts';
import { type Fact, isAnswer } from '#testing/facts.ts';
import { insertTenant } from '#testing/insert-tenant.ts';
import { plainExposure } from '#testing/plain.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { waitFor } from '#testing/wait-for.ts';
import { rebuildProjection } from '../rebuild/rebuild-projection.ts';
import { experimentResults } from './experiment-results.ts';

const minute = 60_000;
const day = 1_440 * minute;
const startMs = Date.now() - 10 * day;
const percent = 40;

let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

type Shop = { scope: number; tenantId: string; periodId: string };

/** A tenant of its own who holds shoppers out from `beganMs` on. */
async function openShop(beganMs = startMs): Promise<Shop> {
  const { owner } = running;
  const { tenantId, scope } = await insertTenant(owner);
  const periods = await owner.query<{ period_id: string }>(
    `INSERT INTO holdout_periods (tenant_id, percent, treatment, since, started_at) VALUES ($1, ${percent}, 'none', $2, $2) RETURNING period_id`,
    [tenantId, new Date(beganMs)],
  );
  return { scope, tenantId, periodId: periods.rows[0]!.period_id };
}

async function append(facts: readonly Fact[]): Promise<void> {
  await running.append(facts);
  await running.drained();
}

/** An answer to a shopper; a held-out one is shown nothing. */
const answered = ({ scope }: Shop, userId: string, servedAtMs: number): Fact =>
  plainExposure({
    id: createHash('sha256').update(`${scope} ${userId} ${servedAtMs}`).digest().subarray(0, 16),
    scope,
    requestId: `${userId} ${servedAtMs}`,
    userId,
    servedAtMs,
    placementId: servedAtMs % 2 === 0 ? 'home' : 'cart',
    strategy: 'none',
  });
const did = ({ scope }: Shop, userId: string, type: ShopEvent['type'], timestampMs: number): Fact =>
  identifiedEvent({ type, userId, productId: 'mug', timestampMs, scope });

type Sketch = { user: number; kind: ShopEvent['type'] | 'answer'; at: number };
const sketch: fc.Arbitrary<Sketch> = fc.record({
  user: fc.integer({ min: 0, max: 4 }),
  kind: fc.constantFrom('answer', 'answer', 'purchase', 'purchase', 'product_viewed', 'recommendation_impressed'),
  at: fc.integer({ min: -40, max: 160 }),
});
const factOf = (shop: Shop, { user, kind, at }: Sketch, n: number): Fact => {
  const userId = `user-${user}`;
  const atMs = startMs + at * minute + n;
  return kind === 'answer' ? answered(shop, userId, atMs) : did(shop, userId, kind, atMs);
};

type Counted = { variant: string; enteredAt: number; conversions: number; revenue: number; impressions: number };

/** Written anew from docs/experiments.md, so that it shares no fault with the fold. */
function recount({ tenantId }: Shop, facts: readonly Fact[], endMs: number): Map<string, Counted> {
  const answers = new Map<string, number>();
  const purchases = new Map<string, Map<string, number>>();
  for (const fact of facts) {
    if (isAnswer(fact)) {
      const { userId, servedAtMs } = fact;
      if (servedAtMs >= startMs && servedAtMs < endMs)
        answers.set(userId, Math.min(servedAtMs, answers.get(userId) ?? Number.POSITIVE_INFINITY));
    } else if (fact.type === 'purchase') {
      const { userId, id, timestampMs } = fact;
      purchases.set(userId, (purchases.get(userId) ?? new Map()).set(id.toString('hex'), timestampMs));
    }
  }
  return new Map(
    [...answers].map(([userId, enteredAt]) => {
      const bucket = createHash('sha256').update(`${userId}${tenantId}`).digest().readUInt32BE(0) % 100;
      const conversions = [...(purchases.get(userId)?.values() ?? [])].filter(
        (at) => at >= enteredAt - 5 * minute && at <= endMs + 30 * minute,
      ).length;
      const variant = bucket < percent ? 'control' : 'variant';
      return [userId, { variant, enteredAt, conversions, revenue: conversions, impressions: 0 }];
    }),
  );
}

async function stored({ scope }: Shop, periodId: string): Promise<Map<string, Counted>> {
  const { rows } = await running.owner.query<Counted & { user_id: string; at: Date }>(
    `SELECT user_id, variant, entered_at AS at, conversions, revenue::float8 AS revenue, impressions
     FROM experiment_users t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version WHERE scope = $1 AND experiment_id = $2`,
    [scope, periodId],
  );
  return new Map(rows.map(({ user_id, at, ...row }) => [user_id, { ...row, enteredAt: at.getTime() }]));
}
const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** The sums by arm are those of the users that are stored. */
async function assertSums({ scope }: Shop, periodId: string): Promise<void> {
  const users = await stored({ scope } as Shop, periodId);
  const { rows } = await running.owner.query<{ variant: string; users: number; buyers: number; revenue: number }>(
    `SELECT variant, sum(users)::int AS users, sum(converted)::int AS buyers, sum(revenue)::float8 AS revenue
     FROM experiment_sums t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version
     WHERE scope = $1 AND experiment_id = $2 GROUP BY 1 HAVING sum(users) <> 0 ORDER BY 1`,
    [scope, periodId],
  );
  const expected = [...Map.groupBy(users.values(), ({ variant }) => variant)].map(([variant, ofArm]) => ({
    variant,
    users: ofArm.length,
    buyers: ofArm.filter(({ conversions }) => conversions > 0).length,
    revenue: ofArm.reduce((sum, { revenue }) => sum + revenue, 0),
  }));
  assert.deepEqual(
    rows,
    expected.toSorted((a, b) => (a.variant < b.variant ? -1 : 1)),
  );
}

const rebuilt = () => rebuildProjection({ projection: experimentResults, database: running.database, log: null });
const forever = Date.UTC(2100, 0);

/** Ends the period, and waits until its shoppers are settled. */
async function end(periodId: string, endMs: number): Promise<void> {
  const at = new Date(endMs);
  await running.owner.query('UPDATE holdout_periods SET ended_at = $2 WHERE period_id = $1', [periodId, at]);
  await settled(periodId, at);
}
const settled = (periodId: string, at: Date) =>
  waitFor(
    async () =>
      (
        await running.owner.query('SELECT FROM experiment_steps_settled WHERE experiment_id = $1 AND settled_at = $2', [
          periodId,
          at,
        ])
      ).rowCount !== 0,
    () => 'the period is settled',
  );

test('who is held out or served, and what they buy, equal a recount: shuffled, repeated, split, after the end of the period and a rebuild', async () => {
  const shops: { shop: Shop; expected: [string, Counted][] }[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(sketch, { minLength: 20, maxLength: 50 }),
      fc.array(fc.nat(49), { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 20, max: 150 }),
      async (sketches, repeats, cuts, endAt) => {
        const shop = await openShop();
        const facts = sketches.map((one, n) => factOf(shop, one, n));
        const sent = [...facts, ...repeats.flatMap((n) => facts[n] ?? [])];
        for (let cut = 0; cut < cuts; cut += 1)
          await append(sent.slice((cut * sent.length) / cuts, ((cut + 1) * sent.length) / cuts));
        assert.deepEqual(sorted(await stored(shop, shop.periodId)), sorted(recount(shop, sent, forever)));
        await assertSums(shop, shop.periodId);
        const endMs = startMs + endAt * minute;
        await end(shop.periodId, endMs);
        const expected = sorted(recount(shop, sent, endMs));
        assert.deepEqual(sorted(await stored(shop, shop.periodId)), expected);
        await assertSums(shop, shop.periodId);
        shops.push({ shop, expected });
      },
    ),
    { seed: 17, numRuns: 12 },
  );
  const all = shops.flatMap(({ expected }) => expected.map(([, user]) => user));
  assert.ok(all.some(({ variant }) => variant === 'control') && all.some(({ variant }) => variant === 'variant'));
  assert.ok(all.some(({ conversions }) => conversions > 1));
  await rebuilt();
  for (const { shop, expected } of shops) {
    assert.deepEqual(sorted(await stored(shop, shop.periodId)), expected);
    await assertSums(shop, shop.periodId);
  }
});

test('control: without a holdout nobody is counted, and a missing purchase is told', async () => {
  const shop = await openShop();
  await running.owner.query('DELETE FROM holdout_periods WHERE period_id = $1', [shop.periodId]);
  const facts = [answered(shop, 'ada', startMs + 1), did(shop, 'ada', 'purchase', startMs + 2)];
  await append(facts);
  assert.equal((await stored(shop, shop.periodId)).size, 0);
  const other = await openShop();
  const bought = [answered(other, 'ada', startMs + 1), did(other, 'ada', 'purchase', startMs + 2)];
  await append(bought);
  assert.notDeepEqual(await stored(other, other.periodId), recount(other, bought.slice(0, 1), forever));
});

test('an erased shopper stays held out or served, under a pseudonym, also after a rebuild', async () => {
  const shop = await openShop();
  const users = Array.from({ length: 20 }, (_, n) => `erased ${shop.scope} ${n}`);
  await append(users.map((userId, n) => answered(shop, userId, startMs + n)));
  const arms = async () =>
    [...(await stored(shop, shop.periodId)).values()].map(({ variant, enteredAt }) => `${enteredAt} ${variant}`).sort();
  const held = await arms();
  assert.equal(new Set(held.map((text) => text.split(' ')[1])).size, 2);
  for (const userId of users) await running.erase(userId, shop.scope);
  await running.drained();
  assert.ok([...(await stored(shop, shop.periodId)).keys()].every((userId) => userId.startsWith('erased-')));
  assert.deepEqual(await arms(), held);
  await rebuilt();
  assert.deepEqual(await arms(), held);
});

test('after 56 days the next period begins by itself, without a gap, and counts its shoppers anew; after 55 it does not (control)', async () => {
  const [old, young] = [await openShop(Date.now() - 57 * day), await openShop(Date.now() - 55 * day)];
  const beganMs = Date.now() - 57 * day;
  await append([
    answered(old, 'early', beganMs + day),
    answered(old, 'both', beganMs + day),
    answered(old, 'both', Date.now() - minute),
    answered(old, 'new', Date.now() - minute),
    did(old, 'both', 'purchase', Date.now() - minute),
    answered(young, 'early', Date.now() - minute),
  ]);
  const periodsOf = async ({ tenantId }: Shop) =>
    (
      await running.owner.query<{ period_id: string; started_at: Date; ended_at: Date | null; percent: number }>(
        'SELECT period_id, started_at, ended_at, percent FROM holdout_periods WHERE tenant_id = $1 ORDER BY started_at',
        [tenantId],
      )
    ).rows;
  assert.equal((await periodsOf(old)).length, 1);
  await renewPeriods(running.database);
  await renewPeriods(running.database);
  const [first, second, ...more] = await periodsOf(old);
  assert.deepEqual([more.length, first!.ended_at, second!.ended_at], [0, second!.started_at, null]);
  assert.equal(second!.started_at.getTime() - first!.started_at.getTime(), 56 * day);
  assert.equal(second!.percent, percent);
  assert.equal((await periodsOf(young)).length, 1);
  await settled(first!.period_id, first!.ended_at!);
  await settled(second!.period_id, second!.started_at);
  const namesIn = async (periodId: string) =>
    sorted(await stored(old, periodId)).map(([userId, { conversions }]) => `${userId} ${conversions}`);
  assert.deepEqual(await namesIn(first!.period_id), ['both 0', 'early 0']);
  assert.deepEqual(await namesIn(second!.period_id), ['both 1', 'new 0']);
  await rebuilt();
  assert.deepEqual(await namesIn(second!.period_id), ['both 1', 'new 0']);
});
