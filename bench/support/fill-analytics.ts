import type { Database } from '#stores/postgres/database.ts';
import { sumTopProducts } from '#stores/top-products/sum-top-products.ts';

const days = 30;
const products = 5_000;
const partitions = 4;
const users = 50_000;

/**
 * A day of $2 events, most of them around noon: 45 % are impressions, 4 % clicks, 1 % purchases that belong to a click; of 3 placements and 5 strategies, products by Zipf's law.
 * The draw is the same each time.
 */
const dayOfEvents = `
  SELECT 86400 * (random() + random()) / 2 AS second, floor(random() * ${partitions})::int AS partition, random() AS kind,
         (ARRAY['home', 'home', 'home', 'home', 'home', 'product', 'product', 'product', 'cart', 'cart'])[1 + floor(random() * 10)::int] AS placement,
         (ARRAY['collaborative', 'collaborative', 'collaborative', 'collaborative', 'trending', 'trending', 'content_based', 'content_based',
                'frequently_bought_together', 'unknown'])[1 + floor(random() * 10)::int] AS strategy,
         'p' || floor(${products} ^ random())::int AS product_id, (100 + floor(random() * 9900)::int) * 0.01 AS price
  FROM (SELECT setseed(0.9)) AS seed, generate_series(1, $2::int)`;
const isImpression = 'kind < 0.45';
const isClick = 'kind >= 0.45 AND kind < 0.49';
const isConversion = 'kind >= 0.49 AND kind < 0.5';
const figures = `count(*) FILTER (WHERE ${isImpression}) AS i, count(*) FILTER (WHERE ${isClick}) AS c,
  count(*) FILTER (WHERE ${isConversion}) AS n, coalesce(sum(price) FILTER (WHERE ${isConversion}), 0) AS r`;
const today = `date_trunc('day', now() AT TIME ZONE 'UTC')`;

/** By quarter hour and day: that day, and the same again for each day of this period and the one before. */
const sums = [
  `INSERT INTO analytics_quarter_hourly (version, scope, bucket, placement_id, strategy, partition, recommendation_impressed, recommendation_clicked, conversions, revenue)
   SELECT live_version, $1::int, (${today} + quarter * interval '15 minutes' - ago * interval '1 day') AT TIME ZONE 'UTC', placement, strategy, partition, i, c, n, r
   FROM projections, generate_series(0, ${2 * days - 1}) AS ago, (
     SELECT floor(second / 900) AS quarter, CASE WHEN kind < 0.5 THEN placement ELSE '' END AS placement, CASE WHEN kind < 0.5 THEN strategy ELSE '' END AS strategy,
            partition, ${figures} FROM (${dayOfEvents}) AS e GROUP BY 1, 2, 3, 4) AS q
   WHERE name = 'analytics' ORDER BY 3`,
  `INSERT INTO analytics_daily (version, scope, day, placement_id, strategy, partition, recommendation_impressed, recommendation_clicked, conversions, revenue)
   SELECT version, scope, (bucket AT TIME ZONE 'UTC')::date, placement_id, strategy, partition,
          sum(recommendation_impressed), sum(recommendation_clicked), sum(conversions), sum(revenue)
   FROM analytics_quarter_hourly WHERE scope = $1 AND $2::int > 0 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 3`,
  `INSERT INTO usage_monthly (version, scope, month, partition, events)
   SELECT live_version, $1::int, ${today} - ago * interval '1 month', part, $2::int
   FROM projections, generate_series(0, 11) AS ago, generate_series(0, ${partitions - 1}) AS part WHERE name = 'usage'`,
];

/** By product: as they are folded, of a day that ends so many days ago. */
const productsOf = (daysAgo: string): string => `
  INSERT INTO top_products (version, scope, day, placement_id, strategy, product_id, partition, impressions, clicks, conversions, revenue, foreign_currency)
  SELECT live_version, $1::int, (${today} - ago * interval '1 day')::date, placement, strategy, product_id, partition, i, c, n, r, 0
  FROM projections, generate_series(${daysAgo}) AS ago,
    (SELECT placement, strategy, product_id, partition, ${figures} FROM (${dayOfEvents}) AS e WHERE kind < 0.5 GROUP BY 1, 2, 3, 4) AS t
  WHERE name = 'top_products' ORDER BY 3`;
const productsOfTwoDays = productsOf('0, 1');
const productsOfMinutes = productsOf('0, 0');
/** Each block has yesterday's figures as often as it has other days. */
const productsOfEarlierDays = `
  WITH b AS MATERIALIZED (
    SELECT span, '1970-01-01'::date + ((${today}::date - 1 - ago - '1970-01-01') / span + 1) * span - 1 AS last_day, count(*)::int AS times
    FROM generate_series(1, ${days - 2}) AS ago, unnest(ARRAY[1, 2, 4, 8, 16, 32]) AS span GROUP BY 1, 2)
  INSERT INTO top_products_summed_blocks AS t (version, scope, summed_over, placement_id, strategy, span, last_day, product_id, partition, impressions, clicks, conversions, revenue, foreign_currency)
  SELECT version, scope, summed_over, placement_id, strategy, b.span, b.last_day, product_id, partition, impressions * times, clicks * times, conversions * times, revenue * times, foreign_currency
  FROM top_products_summed_blocks y, b
  WHERE y.span = 1 AND scope = $1 AND $2::int > 0 ORDER BY 3, 4, 5, 6, 7, 8
  ON CONFLICT (version, scope, summed_over, placement_id, strategy, span, last_day, product_id) DO UPDATE
    SET impressions = t.impressions + excluded.impressions, clicks = t.clicks + excluded.clicks, conversions = t.conversions + excluded.conversions, revenue = t.revenue + excluded.revenue`;

/** The events themselves, of the last hour alone, twice as busy as the average one: no figure but "live" is read from them. Log 0 is none that is read again. */
const lastHour = [
  `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id, placement_id, strategy)
   SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '8' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid, at, at, n,
          $1::int, 0, 0, CASE WHEN ${isImpression} THEN 6 WHEN ${isClick} THEN 7 ELSE 1 END, 0, 'u' || n % ${users}, product_id,
          CASE WHEN kind < 0.49 THEN placement END, CASE WHEN kind < 0.49 THEN strategy END
   FROM (SELECT *, date_trunc('milliseconds', now() - n * interval '1 hour' / ($2::int / 12)) AS at
         FROM (SELECT *, row_number() OVER () AS n FROM (${dayOfEvents} LIMIT $2::int / 12) AS e) AS e) AS e`,
  `INSERT INTO revenue_attributions (version, purchase_id, click_id, scope, user_id, product_id, partition, purchased_at, clicked_at, placement_id, strategy, revenue)
   SELECT live_version, event_id, event_id, scope, user_id, product_id, partition, event_time, event_time, 'home', 'trending', 20
   FROM projections, events WHERE name = 'attribution' AND scope = $1 AND log = 0 AND "offset" % 100 = 0 AND $2::int > 0`,
];

/** So many events come between two runs of the chore that sums top products. */
const runsADay = 288;

/**
 * Fills what the routes of analytics read with what this many events in 30 days leave, and as many in the 30 days before, without loading any. One day is drawn, and stands there again for the
 * others. Returns how many seconds it took to sum the products of two days, one of which is over (`sum-top-products.ts`).
 */
export async function fillAnalytics(database: Database, scope: number, events: number): Promise<number> {
  const perDay = Math.round(events / days);
  const fill = async (statements: readonly string[], ofEvents = perDay) => {
    for (const statement of statements) await database.query(statement, [scope, ofEvents]);
  };
  await fill([...sums, productsOfTwoDays]);
  const startedAt = performance.now();
  await sumTopProducts(database);
  const seconds = (performance.now() - startedAt) / 1_000;
  await fill([productsOfEarlierDays, ...lastHour]);
  await fill([productsOfMinutes], Math.round(perDay / runsADay));
  // As the autovacuum of a real shop has done long ago.
  await database.query(
    'VACUUM ANALYZE analytics_quarter_hourly, analytics_daily, top_products, top_products_summed, top_products_summed_blocks, usage_monthly, revenue_attributions',
  );
  return seconds;
}
