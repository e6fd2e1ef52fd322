import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  shop = await createShop(app.url);
});
after(async () => {
  await processors.close();
  await app.remove();
});

const dayMs = 86_400_000;
const api = async (path: string, method = 'GET', body?: unknown, token = shop.adminToken) =>
  ask(`${app.url}/api/v1/tenants/${shop.tenantId}/experiments${path}`, { token, method, body });

/** An experiment with so many shoppers on each day from now on; those of the first day who are in the variant click, nobody else does. */
async function experimentOf(placementId: string, shoppersByDay: readonly number[]): Promise<string> {
  const created = await api('', 'POST', {
    name: placementId,
    placementId,
    controlStrategy: 'trending',
    variantStrategy: 'collaborative',
  });
  const { id } = created.body.data;
  await api(`/${id}/start`, 'POST');
  const scope = app.directory.tenant(shop.tenantId)!.scopes.live;
  const startMs = Date.now() + 1_000;
  const events = shoppersByDay.flatMap((shoppers, day) =>
    Array.from({ length: shoppers }, (_, n): ShopEvent[] => {
      const userId = `shopper-${day}-${n}`;
      const of = (type: ShopEvent['type'], atMs: number) =>
        identifiedEvent({
          scope,
          type,
          userId,
          productId: 'mug',
          placementId,
          timestampMs: startMs + day * dayMs + atMs,
        });
      const isControl = hash('sha256', userId + id, 'buffer').readUInt32BE(0) % 100 < 50;
      return [of('recommendation_impressed', 0), ...(isControl || day > 0 ? [] : [of('recommendation_clicked', 1)])];
    }).flat(),
  );
  await processors.append(events);
  await processors.drained();
  return id;
}

/** The answer once the users were read in their time, which a busy machine may take several questions for. */
async function daysOf(id: string, query = ''): Promise<Json> {
  let body: Json;
  await waitFor(
    async () => {
      ({ body } = await api(`/${id}/results/days${query}`));
      return body.meta.notCounted === null;
    },
    () => 'the users to be read in time',
  );
  return body;
}

test('the days have the shoppers who entered on them, and the last one says of all what the results say', async () => {
  const id = await experimentOf('home', [40, 0, 25]);
  const { data, meta } = await daysOf(id);
  const results = (await api(`/${id}/results`)).body.data;
  assert.equal(meta.metric, 'ctr');
  assert.deepEqual(
    data.map(({ day, controlUsers, variantUsers }: Json) => [day, controlUsers, variantUsers]),
    results.days.map(({ day, control, variant }: Json) => [day, control, variant]),
  );
  assert.deepEqual(
    data.map(({ controlUsers, variantUsers }: Json) => controlUsers + variantUsers),
    [40, 25],
  );
  const { controlMetric, variantMetric, lift, confidenceInterval, sequential } = results;
  assert.deepEqual(data.at(-1).upToDay, { controlMetric, variantMetric, lift, confidenceInterval, sequential });
  assert.notEqual(data[0].upToDay.variantMetric, variantMetric, 'control: the first day says something else');
  assert.deepEqual(
    data.map((day: Json) => [day.controlMetric, day.variantMetric]),
    [
      [0, 1],
      [0, 0],
    ],
  );
});

test('another metric is told if it is asked for; before anybody entered there is no day', async () => {
  const id = await experimentOf('cart', []);
  assert.deepEqual((await daysOf(id)).data, []);
  assert.equal((await daysOf(id, '?metric=conversion_rate')).meta.metric, 'conversion_rate');
  assert.equal((await api(`/${id}/results/days?metric=nothing`)).status, 400);
});

test('users that cannot be read in a second are told as too many, and those of another admin are not there', async () => {
  const id = await experimentOf('side', [3]);
  const held = await app.owner.transaction(async (client) => {
    await client.query('LOCK TABLE experiment_users IN ACCESS EXCLUSIVE MODE');
    return (await api(`/${id}/results/days`)).body;
  });
  assert.deepEqual([held.data, held.meta.notCounted], [[], 'too_much']);
  const other = await createShop(app.url, 'Other');
  assert.equal((await api(`/${id}/results/days`, 'GET', undefined, other.adminToken)).status, 404);
});
