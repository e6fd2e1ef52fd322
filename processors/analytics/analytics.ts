import type pg from 'pg';
import { type CounterRow, countConversion, countEvent, createCounterSheet } from '#domain/analytics/count-events.ts';
import { attributionsOf } from '../attribution/attributions-of.ts';
import type { FoldBatch, Projection } from '../projection.ts';

const dayMs = 86_400_000;

/**
 * Counters by quarter hour and by day (UTC). Conversions and revenue are the difference between what the events up to this
 * batch attribute and what those before it did: a late click moves a purchase, and the counters with it.
 */
export const analytics: Projection = {
  name: 'analytics',
  tables: ['analytics_daily', 'analytics_quarter_hourly'],
  async apply(client, batch) {
    const sheet = createCounterSheet();
    for (const { event } of batch.events) countEvent(sheet, event);
    for (const { purchase, click, before } of attributionsOf(await batch.neighbourhood(), batch)) {
      if (before === click) continue;
      const currency = await batch.currencyOf(purchase.event.scope);
      if (before !== undefined) countConversion(sheet, purchase.event, before.event, currency, -1);
      if (click !== undefined) countConversion(sheet, purchase.event, click.event, currency, 1);
    }
    const rows = sheet.rows();
    await add(client, batch, 'analytics_quarter_hourly', 'bucket', rows, ({ quarterMs }) => new Date(quarterMs));
    await add(client, batch, 'analytics_daily', 'day', sumByDay(rows), ({ quarterMs }) =>
      new Date(quarterMs).toISOString().slice(0, 10),
    );
  },
};

const counts = [
  'product_viewed',
  'product_clicked',
  'add_to_cart',
  'remove_from_cart',
  'purchase',
  'recommendation_impressed',
  'recommendation_clicked',
  'late',
  'unknownProduct',
  'conversions',
  'foreignCurrency',
] as const;
const columnOf = (count: (typeof counts)[number]): string =>
  count.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

async function add(
  client: pg.PoolClient,
  batch: FoldBatch,
  table: string,
  timeColumn: 'bucket' | 'day',
  rows: readonly CounterRow[],
  timeOf: (row: CounterRow) => Date | string,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = counts.map(columnOf);
  const timeType = timeColumn === 'bucket' ? 'timestamptz' : 'date';
  const added = [...columns, 'revenue'];
  await client.query({
    name: `analytics-${table}`,
    text: `INSERT INTO ${table} AS t (version, partition, scope, ${timeColumn}, placement_id, strategy, ${added.join(', ')})
           SELECT $1, $2, scope, at, placement_id, strategy, ${columns.join(', ')}, revenue_e4 * 0.0001
           FROM unnest($3::integer[], $4::${timeType}[], $5::text[], $6::text[], $7::numeric[], ${columns.map((_, n) => `$${n + 8}::bigint[]`).join(', ')})
             AS a (scope, at, placement_id, strategy, revenue_e4, ${columns.join(', ')})
           ORDER BY scope, at, placement_id, strategy
           ON CONFLICT (version, scope, ${timeColumn}, placement_id, strategy, partition)
           DO UPDATE SET ${added.map((column) => `${column} = t.${column} + excluded.${column}`).join(', ')}`,
    values: [
      batch.version,
      batch.partition,
      rows.map(({ scope }) => scope),
      rows.map(timeOf),
      rows.map(({ placementId }) => placementId),
      rows.map(({ strategy }) => strategy),
      rows.map(({ counters }) => counters.revenueE4),
      ...counts.map((count) => rows.map(({ counters }) => counters[count])),
    ],
  });
}

function sumByDay(rows: readonly CounterRow[]): CounterRow[] {
  const days = createCounterSheet();
  for (const row of rows) {
    const day = days.at({ ...row, quarterMs: Math.floor(row.quarterMs / dayMs) * dayMs });
    for (const count of counts) day[count] += row.counters[count];
    day.revenueE4 += row.counters.revenueE4;
  }
  return days.rows();
}
