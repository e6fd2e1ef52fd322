import { priceE4Of } from '#domain/price.ts';
import type { Scope } from '#domain/scope.ts';
import { revenueAttributions } from '#stores/attribution/revenue-attributions.ts';
import type { Database } from '#stores/postgres/database.ts';
import { liveVersion } from '#stores/projections/live-rows.ts';
import { firstIdOf } from '#stores/replays/read-rows.ts';
import type { ExportedTable, Row } from './exported-table.ts';

/** Purchases that a recommendation led to, each with its click. `revenue` is in the tenant's currency. */
export const exportedAttributions: ExportedTable = {
  name: 'attributions',
  columns: [
    { name: 'purchaseId', kind: 'uuid' },
    { name: 'clickId', kind: 'uuid' },
    { name: 'userId', kind: 'text' },
    { name: 'productId', kind: 'text' },
    { name: 'purchasedAt', kind: 'time' },
    { name: 'clickedAt', kind: 'time' },
    { name: 'placementId', kind: 'text' },
    { name: 'strategy', kind: 'text' },
    { name: 'revenue', kind: 'money' },
    { name: 'foreignCurrency', kind: 'boolean' },
  ],
};

const rowsPerRead = 5_000;

/** The attributions of purchases of a time, as they stand now: a click that comes late may still change one. */
export async function* readAttributions(
  database: Database,
  scope: Scope,
  fromMs: number,
  untilMs: number,
): AsyncGenerator<Row[]> {
  // A purchase has the id of its event.
  let after = firstIdOf(fromMs);
  for (;;) {
    const { rows } = await database.query<Record<string, string | Date | boolean>>(
      `SELECT t.purchase_id AS "purchaseId", t.click_id AS "clickId", t.user_id AS "userId", t.product_id AS "productId", t.purchased_at AS "purchasedAt",
              t.clicked_at AS "clickedAt", t.placement_id AS "placementId", t.strategy, t.revenue::text AS revenue, t.foreign_currency AS "foreignCurrency"
       FROM ${revenueAttributions.name} t WHERE t.version = ${liveVersion(revenueAttributions)} AND t.scope = $1 AND t.purchased_at >= $2 AND t.purchased_at < $3 AND t.purchase_id > $4 AND t.purchase_id < $5
       ORDER BY t.purchase_id LIMIT ${rowsPerRead}`,
      [scope, new Date(fromMs), new Date(untilMs), after, firstIdOf(untilMs)],
    );
    yield rows.map((row) => ({ ...row, revenue: moneyOf(String(row.revenue)) }));
    if (rows.length < rowsPerRead) return;
    after = String(rows.at(-1)?.purchaseId);
  }
}

/** Sums may have more places than four digits need: `12.500000`. */
function moneyOf(text: string): bigint {
  const money = priceE4Of(text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);
  if (money === undefined) throw new RangeError(`an attribution has a revenue that is none: ${text}`);
  return money;
}
