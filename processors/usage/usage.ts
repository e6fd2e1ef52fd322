import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { usageMonthly } from '#stores/usage/usage-monthly.ts';
import { inTransaction } from '../in-transaction.ts';

/** New events by scope and month of arrival (UTC); in any order, may be split and shuffled. */
function countArrivals(events: readonly PlacedEvent[]): RowOf<typeof usageMonthly>[] {
  const rows = new Map<string, RowOf<typeof usageMonthly>>();
  for (const { event } of events) {
    const month = `${new Date(event.receivedAtMs).toISOString().slice(0, 7)}-01`;
    const key = `${event.scope} ${month}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { scope: event.scope, month, events: 1 });
    else row.events = Number(row.events) + 1;
  }
  return [...rows.values()];
}

/** Table `usage_monthly`. */
export const usage = inTransaction('usage', [usageMonthly], (client, batch) =>
  writeRows(client, usageMonthly, batch, countArrivals(batch.events)),
);
