import { sumsOfUser } from '#domain/experiments/statistics/user-sums.ts';
import type { Product } from '#testing/product.ts';
import { ask, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { createLatencies } from '../support/latencies.ts';
import { ms, type Row } from '../support/row.ts';

const questions = 200;
const partitions = 8;
const days = 28;

/** Measures `GET …/experiments/:expId/results` with the sums of so many users in place, in every partition, range of revenue and day of four weeks. */
export async function measureExperimentResults(product: Product, shop: Shop, users: number): Promise<Row[]> {
  const url = `${product.url}/api/v1/tenants/${shop.tenantId}/experiments`;
  const as = { token: shop.adminToken };
  const settings = {
    name: 'Bench',
    placementId: 'bench',
    controlStrategy: 'trending',
    variantStrategy: 'collaborative',
  };
  const { id } = (await ask(url, { ...as, body: settings })).body.data;
  await fill(product, shop.tenantId, id, users);
  const latencies = createLatencies();
  for (let n = 0; n < questions; n += 1) {
    const startedAt = performance.now();
    const { status, body } = await ask(`${url}/${id}/results`, as);
    latencies.add(performance.now() - startedAt);
    if (status !== 200 || body.data.sampleSize !== users) throw new Error(JSON.stringify(body));
  }
  return [
    {
      what: `results of an experiment with ${users.toLocaleString('en')} users, p50 / p95`,
      value: `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(95))}`,
      goal: 'p95 < 50 ms',
    },
  ];
}

/** A row for each partition, arm and range of revenue: none, and a hundred ranges. */
async function fill(product: Product, tenantId: string, experimentId: string, users: number): Promise<void> {
  const buckets = 101;
  const perRow = Math.floor(users / (2 * buckets * partitions));
  const rest = users - perRow * 2 * buckets * partitions;
  const one = sumsOfUser({ impressions: 8, clicks: 1, conversions: 1, revenue: 20, activity: 3 });
  const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { users: _, ...figures } = one;
  await queryProduct(
    product,
    `INSERT INTO experiment_sums (version, scope, experiment_id, variant, revenue_bucket, partition, users, ${Object.keys(figures).map(column).join(', ')})
     SELECT live_version, scope, $2, variant, bucket, part, n, ${Object.entries(figures)
       .map(([name, value]) => (name === 'revenueSquared' ? `n * ${value} * 1e8` : `n * ${value}`))
       .join(', ')}
     FROM projections, scopes, unnest(ARRAY['control', 'variant']) AS variant, generate_series(0, ${buckets - 1}) AS bucket,
       generate_series(0, ${partitions - 1}) AS part,
       LATERAL (SELECT ${perRow} + CASE WHEN variant = 'control' AND bucket = 0 AND part = 0 THEN ${rest} ELSE 0 END AS n) AS c
     WHERE name = 'experiment_results' AND tenant_id = $1 AND space = 'live'`,
    [tenantId, experimentId],
  );
  await queryProduct(
    product,
    `INSERT INTO experiment_days (version, scope, experiment_id, day, variant, partition, users, crossovers)
     SELECT live_version, scope, $2, date '2026-03-01' + day, variant, part, 1, 0
     FROM projections, scopes, unnest(ARRAY['control', 'variant']) AS variant, generate_series(0, ${days - 1}) AS day, generate_series(0, ${partitions - 1}) AS part
     WHERE name = 'experiment_results' AND tenant_id = $1 AND space = 'live'`,
    [tenantId, experimentId],
  );
}
