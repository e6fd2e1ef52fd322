import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { judgeWorth } from '#domain/experiments/judge-worth.ts';
import { addUserSums, noUserSums, sumsOfUser, type UserSums } from '#domain/experiments/statistics/user-sums.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { plainExposure } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

const dayMs = 86_400_000;
let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  shop = await createShop(app.url, 'Ours');
});
after(async () => {
  await processors.close();
  await app.remove();
});

const holdout = async (body?: unknown, query = ''): Promise<Json> => {
  const url = `${app.url}/api/v1/tenants/${shop.tenantId}/holdout${query}`;
  const answer = await ask(url, { token: shop.adminToken, method: body === undefined ? 'GET' : 'PUT', body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.data;
};
const sideOf = (userId: string, percent: number) =>
  hash('sha256', userId + shop.tenantId, 'buffer').readUInt32BE(0) % 100 < percent ? 'control' : 'variant';

/** Shoppers who are answered and buy at random, those who are served twice as often. Returns what the sums of both sides must be. */
async function shopFor(users: number, percent: number): Promise<{ control: UserSums; variant: UserSums }> {
  const random = createRandom(users);
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  const startMs = Date.now();
  const arms = { control: noUserSums, variant: noUserSums };
  const bought: ShopEvent[] = [];
  const answers = Array.from({ length: users }, (_, n) => {
    const userId = `shopper-${n}`;
    const arm = sideOf(userId, percent);
    const purchases = random.next() < (arm === 'control' ? 0.2 : 0.4) ? random.between(1, 3) : 0;
    for (let one = 0; one < purchases; one += 1)
      bought.push(identifiedEvent({ scope, type: 'purchase', userId, productId: `p${one}`, timestampMs: startMs + 9 }));
    const figures = { impressions: 0, clicks: 0, conversions: purchases, revenue: purchases, activity: 0 };
    arms[arm] = addUserSums(arms[arm], sumsOfUser(figures));
    const id = hash('sha256', `${scope} ${userId} ${startMs}`, 'buffer').subarray(0, 16);
    return plainExposure({ id, scope, requestId: userId, userId, servedAtMs: startMs, strategy: 'none' });
  });
  await processors.append(answers);
  await processors.append(bought);
  await processors.drained();
  return arms;
}

/** As if it had begun so many days earlier. */
const ageBy = (days: number) =>
  app.owner.query(
    `UPDATE holdout_periods SET started_at = started_at - $2 * interval '1 day', since = since - $2 * interval '1 day' WHERE tenant_id = $1 AND ended_at IS NULL`,
    [shop.tenantId, days],
  );

test('without a holdout nothing is said of what recommendations are worth', async () => {
  const { percent, worth, before: earlier } = await holdout();
  assert.deepEqual([percent, worth, earlier], [0, null, null]);
});

test('what recommendations are worth is what the statistics say of the shoppers counted one by one', async () => {
  await holdout({ percent: 50 });
  const arms = await shopFor(2_000, 50);
  const early = (await holdout()).worth;
  assert.equal(early.decision, 'wait');
  assert.match(early.text, /^Too early to tell: 0\.0 days/);
  assert.deepEqual(early.revenuePerMonth, { currency: 'USD', value: null, lower: null, upper: null });
  await ageBy(30);
  const { since, worth } = await holdout();
  const ranMs = Date.parse(worth.computedAt) - Date.parse(worth.startedAt);
  assert.ok(ranMs >= 30 * dayMs && since === worth.startedAt);
  const judged = judgeWorth({ arms, percent: 50, treatment: 'none', currency: 'USD', ranMs, isOver: false });
  assert.deepEqual(
    worth.arms,
    (['control', 'variant'] as const).map((arm) => ({
      arm: arm === 'control' ? 'held_out' : 'served',
      users: arms[arm].users,
      buyers: arms[arm].converted,
      purchases: arms[arm].conversions,
      revenue: arms[arm].revenue,
    })),
  );
  for (const metric of ['conversionRate', 'revenuePerVisitor'] as const) {
    const { control, variant, lift, liftInterval, difference, sequential } = judged[metric];
    assert.deepEqual(worth[metric], {
      heldOut: control,
      served: variant,
      lift,
      confidenceInterval: liftInterval,
      pValue: difference.pValue,
      sequential: { ...sequential.interval, pValue: sequential.pValue, isSignificant: true },
    });
  }
  assert.equal(worth.sampleSize, 2_000);
  assert.equal(worth.revenuePerMonth.currency, 'USD');
  for (const end of ['value', 'lower', 'upper'] as const)
    assert.ok(Math.abs(worth.revenuePerMonth[end] / judged.revenuePerMonth[end]! - 1) < 1e-6, end);
  assert.deepEqual([worth.decision, worth.text], ['brings', judged.text]);
  assert.deepEqual(
    worth.checks.map(({ name, ok }: Json) => [name, ok]),
    [
      ['traffic_balance', true],
      ['full_week', true],
      ['enough_users', true],
    ],
  );
  assert.equal((await holdout(undefined, '?space=test')).worth.sampleSize, 0);
});

test('a change of the share, and off and on again, begin anew; what was counted stays as the period before', async () => {
  const { worth } = await holdout();
  const changed = await holdout({ percent: 10 });
  const after10 = await holdout();
  assert.equal(after10.worth.sampleSize, 0);
  assert.equal(after10.worth.startedAt, changed.since);
  assert.equal(after10.before.endedAt, changed.since);
  assert.deepEqual(after10.before.arms, worth.arms);
  await holdout({ percent: 10 });
  assert.equal((await holdout()).worth.startedAt, changed.since, 'control: the same is no change');
  await holdout({ percent: 0 });
  const off = await holdout();
  assert.deepEqual([off.worth, off.before.percent], [null, 10]);
  const on = await holdout({ percent: 10 });
  const again = (await holdout()).worth;
  assert.deepEqual([again.startedAt, again.sampleSize], [on.since, 0]);
});
