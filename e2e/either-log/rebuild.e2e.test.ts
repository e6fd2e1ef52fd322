import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { isDistributed, type Product, startProduct } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { postBatch } from '../support/events.ts';
import { drained } from '../support/recount.ts';

const seed = 7;
const batches = 40;
const hourMs = 3_600_000;
const types = [
  'product_viewed',
  'product_clicked',
  'add_to_cart',
  'purchase',
  'recommendation_clicked',
  'recommendation_impressed',
] as const;

const figures = ['impressions', 'clicks', 'conversions', 'revenue', 'foreign_currency'];
const keyOfProducts = 'version, scope, day, placement_id, strategy, product_id';
/** Rows of top products are in one of three tables, by when a chore was at work; of both sums only those that are summed over nothing, and of blocks single days. */
const topProducts = `(
  SELECT ${keyOfProducts}, ${figures.map((figure) => `sum(${figure}) AS ${figure}`).join(', ')} FROM (
    SELECT ${keyOfProducts}, ${figures.join(', ')} FROM top_products
    UNION ALL SELECT ${keyOfProducts}, ${figures.join(', ')} FROM top_products_summed WHERE summed_over = 0
    UNION ALL SELECT ${keyOfProducts.replace('day', 'last_day')}, ${figures.join(', ')} FROM top_products_summed_blocks WHERE summed_over = 0 AND span = 1
  ) AS found GROUP BY ${keyOfProducts})`;

/** The tables of each projection, by the name that `recomengine rebuild` takes. */
const tables: Record<string, readonly string[]> = {
  analytics: ['analytics_daily', 'analytics_quarter_hourly'],
  attribution: ['revenue_attributions'],
  trending: ['trending_buckets'],
  cooccurrence: ['cooccurrences'],
  top_products: [topProducts],
  usage: ['usage_monthly'],
  catalog: ['catalog_items'],
};
/** Experiments have a test of their own, on what they answer: `experiments.e2e.test.ts`. */
const rebuiltElsewhere = 'experiment_results';

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (const productId of ['product-1', 'product-2'])
    await createItem(product.url, shop.writeKey, { productId, name: productId, category: 'kitchen', price: 1 });
  const random = createRandom(seed);
  const now = Date.now();
  for (let batch = 0; batch < batches; batch++) {
    const events = Array.from({ length: 50 }, () => {
      const eventType = random.pick(types);
      return {
        eventType,
        userId: `shopper-${random.between(1, 40)}`,
        productId: `product-${random.between(1, 15)}`,
        timestamp: new Date(now - random.between(0, 48 * hourMs)).toISOString(),
        metadata:
          eventType === 'purchase'
            ? {
                price: random.between(1, 99_999) / 100,
                quantity: random.between(1, 3),
                orderId: `order-${random.between(1, 60)}`,
              }
            : { placementId: `placement-${random.between(1, 2)}` },
      };
    });
    const answer = await postBatch(shop, events);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    assert.equal(answer.body.data.rejected, 0, JSON.stringify(answer.body));
  }
  await drained(product);
});
after(() => product.remove());

/** The live rows of a table without their version, as one text. */
async function liveRows(projection: string, table: string): Promise<string> {
  const rows = await queryProduct<{ row: string }>(
    product,
    `SELECT (to_jsonb(t) - 'version')::text AS row FROM ${table} t
     JOIN projections p ON p.name = $1 AND p.live_version = t.version ORDER BY 1`,
    [projection],
  );
  return rows.map(({ row }) => row).join('\n');
}

test('every projection is rebuilt here or elsewhere', async () => {
  const known = await queryProduct<{ name: string }>(product, 'SELECT name FROM projections', []);
  assert.deepEqual(known.map(({ name }) => name).sort(), [...Object.keys(tables), rebuiltElsewhere].sort());
});

for (const [projection, names] of Object.entries(tables)) {
  test(`a rebuild of ${projection} gives the same tables under the next version`, async () => {
    // Co-occurrence is written from checkpoints; a stop makes one.
    if (projection === 'cooccurrence') {
      await product.stop();
      await product.start();
    }
    const before = await Promise.all(names.map((table) => liveRows(projection, table)));
    assert.ok(
      before.every((rows) => rows.length > 0),
      `${projection} has rows before`,
    );
    const version = async () =>
      (
        await queryProduct<{ live_version: number }>(product, 'SELECT live_version FROM projections WHERE name = $1', [
          projection,
        ])
      )[0]?.live_version;
    const versionBefore = await version();
    const rebuilt = await product.command('rebuild', projection, '--json');
    assert.equal(rebuilt.code, 0, rebuilt.stderr + rebuilt.stdout);
    assert.equal(JSON.parse(rebuilt.stdout).parity.verdict, 'equal', rebuilt.stdout);
    assert.notEqual(await version(), versionBefore);
    const afterwards = await Promise.all(names.map((table) => liveRows(projection, table)));
    assert.deepEqual(afterwards, before);
  });
}

test('control: a counter changed by hand is noticed and stops the swap; once it is confirmed, the rebuild mends it', async () => {
  const before = await liveRows('analytics', 'analytics_daily');
  await queryProduct(
    product,
    `UPDATE analytics_daily SET product_viewed = product_viewed + 1
     WHERE version = (SELECT live_version FROM projections WHERE name = 'analytics')`,
    [],
  );
  assert.notEqual(await liveRows('analytics', 'analytics_daily'), before);
  const stopped = await product.command('rebuild', 'analytics');
  assert.deepEqual([stopped.code, /analytics_daily: .* changed/.test(stopped.stdout)], [5, true], stopped.stdout);
  assert.notEqual(await liveRows('analytics', 'analytics_daily'), before);
  assert.equal((await product.command('rebuild', 'analytics', '--confirm')).code, 0);
  assert.equal(await liveRows('analytics', 'analytics_daily'), before);
});

test('events that come in after the swap are counted in the version that lives now', async () => {
  const count = async () =>
    Number(
      (
        await queryProduct<{ sum: string }>(
          product,
          `SELECT coalesce(sum(product_viewed), 0)::text AS sum FROM analytics_daily a JOIN projections p ON p.name = 'analytics' AND p.live_version = a.version`,
          [],
        )
      )[0]?.sum,
    );
  const before = await count();
  await postBatch(shop, [{ eventType: 'product_viewed', userId: 'late-comer', productId: 'product-1' }]);
  await drained(product);
  assert.equal(await count(), before + 1);
});

test('while analytics is rebuilt under live traffic no answer fails, and none mixes the versions', async () => {
  const impressions = async () => {
    const { status, body } = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}/analytics/overview`, {
      token: shop.adminToken,
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body.data.impressions.value as number;
  };
  const before = await impressions();
  let sent = 0;
  let isBuilt = false;
  const seen: number[] = [];
  const rebuilding = product.command('rebuild', 'analytics', '--json').finally(() => {
    isBuilt = true;
  });
  while (!isBuilt) {
    const answer = await postBatch(shop, [
      {
        eventType: 'recommendation_impressed',
        userId: `visitor-${sent % 9}`,
        productId: `product-${sent}`,
        metadata: { placementId: 'placement-1' },
      },
    ]);
    assert.equal(answer.status, 202);
    sent += 1;
    seen.push(await impressions());
  }
  const { code, stdout, stderr } = await rebuilding;
  assert.equal(code, 0, stderr + stdout);
  assert.equal(JSON.parse(stdout).parity.verdict, 'equal', stdout);
  await drained(product);
  seen.push(await impressions());
  assert.equal(seen.at(-1), before + sent);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
    'an answer of both versions would be larger than the next, one of a half-built version smaller than the one before',
  );
  assert.ok(new Set(seen).size > 1, 'control: events were counted meanwhile');
});

test('the serving models are the same bytes a shard, from the log in one go or as it came', async () => {
  // Each instance has a folder of its own.
  const folders = (isDistributed ? ['snapshots', 'snapshots-1'] : ['snapshots']).map((folder) =>
    join(product.dataDir, folder),
  );
  const readFolder = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.snapshot'))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]);
  const readAll = () => {
    const [first = [], ...others] = folders.map(readFolder);
    for (const other of others) assert.deepEqual(other, first, 'every instance has the same');
    return first;
  };
  await drained(product);
  await product.stop();
  const asItCame = readAll();
  assert.equal(asItCame.length, 4);
  for (const folder of folders) rmSync(folder, { recursive: true });
  await product.start();
  await drained(product);
  await product.stop();
  assert.deepEqual(readAll(), asItCame);
  await product.start();
  assert.equal(
    (await postBatch(shop, [{ eventType: 'product_viewed', userId: 'one-more', productId: 'p' }])).status,
    202,
  );
  await drained(product);
  await product.stop();
  assert.notDeepEqual(readAll(), asItCame, 'control: one more event is other bytes');
  await product.start();
});
