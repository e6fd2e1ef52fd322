import { type CounterRow, countConversion, countEvent, createCounterSheet } from '#domain/analytics/count-events.ts';
import { analyticsDaily, analyticsQuarterHourly } from '#stores/analytics/analytics-tables.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { attributionsOf } from '../attribution/attributions-of.ts';
import { inTransaction } from '../in-transaction.ts';

const dayMs = 86_400_000;

/**
 * Counters by quarter hour and by day (UTC). Conversions and revenue are the difference between what the events up to this
 * batch attribute and what those before it did: a late click moves a purchase, and the counters with it.
 */
export const analytics = inTransaction('analytics', [analyticsDaily, analyticsQuarterHourly], async (client, batch) => {
  const sheet = createCounterSheet();
  for (const { event } of await batch.counted()) countEvent(sheet, event);
  for (const { purchase, click, before } of attributionsOf(await batch.touches(), batch)) {
    if (before === click) continue;
    const currency = await batch.currencyOf(purchase.event.scope);
    if (before !== undefined) countConversion(sheet, purchase.event, before.event, currency, -1);
    if (click !== undefined) countConversion(sheet, purchase.event, click.event, currency, 1);
  }
  const rows = sheet.rows();
  await writeRows(
    client,
    analyticsQuarterHourly,
    batch,
    rows.map((row) => ({ bucket: new Date(row.quarterMs), ...columnsOf(row) })),
  );
  await writeRows(
    client,
    analyticsDaily,
    batch,
    sumByDay(rows).map((row) => ({ day: new Date(row.quarterMs).toISOString().slice(0, 10), ...columnsOf(row) })),
  );
});

function columnsOf({ scope, placementId, strategy, counters }: CounterRow) {
  const { unknownProduct, foreignCurrency, revenueE4, ...counts } = counters;
  return {
    scope,
    placement_id: placementId,
    strategy,
    ...counts,
    unknown_product: unknownProduct,
    foreign_currency: foreignCurrency,
    revenue: revenueE4,
  };
}

function sumByDay(rows: readonly CounterRow[]): CounterRow[] {
  const days = createCounterSheet();
  for (const row of rows) {
    const day = days.at({ ...row, quarterMs: Math.floor(row.quarterMs / dayMs) * dayMs });
    const { revenueE4, ...counts } = row.counters;
    for (const count of Object.keys(counts) as (keyof typeof counts)[]) day[count] += counts[count];
    day.revenueE4 += revenueE4;
  }
  return days.rows();
}
