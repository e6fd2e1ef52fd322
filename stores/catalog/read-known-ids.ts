import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { catalogItems } from './catalog-items.ts';

const sql = `SELECT t.product_id AS "productId" FROM ${liveRows(catalogItems)}
  WHERE t.scope = $1 AND NOT t.deleted AND t.product_id = ANY($2)`;

/** Returns which of these products are in the catalog. Throws `DatabaseUnavailable`. */
export async function readKnownIds(
  database: Database,
  scope: Scope,
  productIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<{ productId: string }>(sql, [scope, productIds]),
  );
  return new Set(rows.map(({ productId }) => productId));
}
